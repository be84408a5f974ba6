const NAMES = [
  ...['ep_rew_mean', 'ep_len_mean'].map((name) => `rollout/${name}`),
  ...['loss', 'policy_gradient_loss', 'value_loss', 'entropy_loss', 'approx_kl', 'clip_fraction', 'explained_variance', 'learning_rate'].map((name) => `train/${name}`),
  ...['equity', 'sharpe', 'max_drawdown', 'win_rate', 'trades'].map((name) => `trading/${name}`),
  'baseline/buy_and_hold',
  'baseline/random',
  'time/fps',
];

/** The log line of an update, as the demo trainer writes it. */
export const logLineOf = (update) => `Update ${update}: episodes ended with rewards ${Math.cos(update).toFixed(2)}, ${Math.sin(update).toFixed(2)}.`;

/** The metrics of an update, under the names of the demo trainer. */
export const metricsOf = (update) => Object.fromEntries(NAMES.map((name, index) => [name, Math.sin(update + index) / (index + 1)]));
