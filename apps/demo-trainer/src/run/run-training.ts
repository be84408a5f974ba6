import type { TrainingChannel } from '@runwire/channels';
import type { PlannedExperiment } from './planned-experiment.js';
import type { TrainingOutcome } from './training-outcome.js';
import type { TrainingUpdate } from './training-update.js';

export interface TrainingOptions {
  /** Where everything is published, and where requests to stop, pause and resume arrive. Stays open. */
  readonly channel: TrainingChannel;
  /** Hears of everything that happens, for showing it; must be quick and must not throw. */
  readonly onUpdate?: (update: TrainingUpdate) => void;
  /** Ends all experiments as `cancelled` when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs experiments at the same time, one worker thread each, and publishes them. Resolves when all have ended and
 * everything is published; an experiment that fails disturbs no other.
 */
export function runTraining(experiments: readonly PlannedExperiment[], options: TrainingOptions): Promise<TrainingOutcome> {
  return Promise.reject(new Error(`Training ${experiments.length} experiments is not possible yet.${options.signal ? '' : ''}`));
}
