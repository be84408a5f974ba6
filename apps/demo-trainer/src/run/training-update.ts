import type { Standing } from '../experiment/experiment-event.js';
import type { Metrics } from '../experiment/metrics.js';
import type { PlannedExperiment } from './planned-experiment.js';
import type { ExperimentOutcome } from './training-outcome.js';

/** What a console shows of a training while it goes on. */
export type TrainingUpdate = { readonly experiment: PlannedExperiment } & (
  /** `step` is above 0 when it continues from a checkpoint. */
  | { readonly kind: 'started'; readonly step: number }
  | { readonly kind: 'progress'; readonly standing: Standing }
  | { readonly kind: 'metrics'; readonly standing: Standing; readonly metrics: Metrics }
  | { readonly kind: 'paused' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'ended'; readonly outcome: ExperimentOutcome }
);
