import type { Baselines } from '../trading/baselines.js';
import type { TradingStatistics } from '../trading/trading-account.js';
import type { EpisodeSummary } from './episode-window.js';
import type { Metrics } from './metrics.js';

/** How far an experiment is. */
export interface Standing {
  /** Environment steps taken. */
  readonly step: number;
  readonly totalSteps: number;
  /** Updates finished. */
  readonly update: number;
  readonly totalUpdates: number;
}

/** A small piece of work is done, a few milliseconds after the last one. */
export interface ProgressEvent extends Standing {
  readonly kind: 'progress';
  /** `rollout`: steps are being taken; `optimise`: the agent learns from them, and `step` stands still. */
  readonly phase: 'rollout' | 'optimise';
}

/** The agent has been updated. The only moment at which a checkpoint can be taken. */
export interface UpdateEvent extends Standing {
  readonly kind: 'update';
  readonly metrics: Metrics;
  /** The episodes that ended since the last update. */
  readonly episodes: readonly EpisodeSummary[];
}

/** Training is over. */
export interface ResultEvent extends Standing {
  readonly kind: 'result';
  /** The final agent, without exploration, on the bars that it never trained on. */
  readonly heldOut: TradingStatistics;
  readonly baselines: Baselines;
}

export type ExperimentEvent = ProgressEvent | UpdateEvent | ResultEvent;
