import type { ResultEvent } from '../experiment/experiment-event.js';
import type { PlannedExperiment } from './planned-experiment.js';

/** What brought an experiment to its end. */
export type Ending =
  | { readonly status: 'completed'; readonly result: ResultEvent }
  | { readonly status: 'failed'; readonly error: Error }
  /** Stopped on request, or by the signal. */
  | { readonly status: 'cancelled'; readonly reason: string };

/** How one experiment ended. */
export type ExperimentOutcome = Ending & { readonly experiment: PlannedExperiment; readonly durationMs: number };

/** How they all ended: `failed` if one of them failed, else `cancelled` if one was, else `completed`. */
export interface TrainingOutcome {
  readonly status: ExperimentOutcome['status'];
  /** In the order of the plan. */
  readonly experiments: readonly ExperimentOutcome[];
}
