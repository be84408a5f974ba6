import type { UpdateStatistics } from '../learner/ppo.js';
import type { Baselines } from '../trading/baselines.js';
import type { TradingStatistics } from '../trading/trading-account.js';
import type { EpisodeSummary } from './episode-window.js';

/**
 * Metric names: those of Stable-Baselines3 where it has one.
 *
 * - `rollout/*`: means over the last 100 training episodes
 * - `train/*`: means over the minibatches of the update
 * - `time/fps`: environment steps per second since the start or resumption
 * - `trading/*`: the agent, without exploration, on the first 2 048 held-out bars, which it never trains on
 * - `baseline/*`: final equity of trading without skill on the same bars
 */
export type MetricName =
  | 'rollout/ep_rew_mean'
  | 'rollout/ep_len_mean'
  | 'train/policy_gradient_loss'
  | 'train/value_loss'
  | 'train/entropy_loss'
  | 'train/approx_kl'
  | 'train/clip_fraction'
  | 'train/explained_variance'
  | 'train/learning_rate'
  | 'train/loss'
  | 'time/fps'
  | 'trading/equity'
  | 'trading/sharpe'
  | 'trading/max_drawdown'
  | 'trading/win_rate'
  | 'trading/trades'
  | 'baseline/buy_and_hold'
  | 'baseline/random';

/** Values by name. What does not exist yet is left out: `rollout/*` before an episode, `trading/*` of a broken agent. */
export type Metrics = Readonly<Partial<Record<MetricName, number>>>;

export function trainMetrics(statistics: UpdateStatistics, learningRate: number): Metrics {
  return {
    'train/loss': statistics.total,
    'train/policy_gradient_loss': statistics.policyGradient,
    'train/value_loss': statistics.value,
    'train/entropy_loss': statistics.entropy,
    'train/approx_kl': statistics.approximateKl,
    'train/clip_fraction': statistics.clipFraction,
    'train/explained_variance': statistics.explainedVariance,
    'train/learning_rate': learningRate,
  };
}

export function rolloutMetrics(mean: EpisodeSummary | undefined): Metrics {
  if (mean === undefined) return {};
  return { 'rollout/ep_rew_mean': mean.reward, 'rollout/ep_len_mean': mean.bars };
}

export function tradingMetrics(statistics: TradingStatistics, baselines: Baselines): Metrics {
  return {
    'trading/equity': statistics.equity,
    'trading/sharpe': statistics.sharpe,
    'trading/max_drawdown': statistics.maxDrawdown,
    'trading/win_rate': statistics.winRate,
    'trading/trades': statistics.trades,
    'baseline/buy_and_hold': baselines.buyAndHold.equity,
    'baseline/random': baselines.random.equity,
  };
}

const lossNames = [
  'train/policy_gradient_loss',
  'train/value_loss',
  'train/entropy_loss',
  'train/approx_kl',
  'train/loss',
] as const satisfies readonly MetricName[];

/** The first loss that is not a finite number. */
export function nonFiniteLoss(metrics: Metrics): { metric: MetricName; value: number } | undefined {
  for (const metric of lossNames) {
    const value = metrics[metric];
    if (value !== undefined && !Number.isFinite(value)) return { metric, value };
  }
  return undefined;
}
