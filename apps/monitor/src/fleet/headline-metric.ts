const PREFERRED = ['rollout/ep_rew_mean', 'reward', 'train/reward', 'eval/mean_reward', 'train/loss', 'loss'];

/** The one metric that stands for a run in a list: its reward where it has one, else something like it, else its loss. */
export function headlineMetric(names: readonly string[]): string | undefined {
  return PREFERRED.find((name) => names.includes(name)) ?? names.find((name) => /rew|return|score|acc/i.test(name)) ?? names.find((name) => /loss/i.test(name)) ?? names[0];
}
