import type { PlannedExperiment } from './planned-experiment.js';
import { runExperiment } from './run-experiment.js';
import type { TrainingOptions } from './training-options.js';
import type { Ending, ExperimentOutcome, TrainingOutcome } from './training-outcome.js';
import type { TrainingUpdate } from './training-update.js';

/**
 * Runs experiments at the same time, one worker thread each, and publishes them. Resolves when all have ended and
 * everything is published; an experiment that fails disturbs no other. What `onUpdate` throws disturbs none either: it
 * hears no more, and this rejects with it in the end.
 */
export async function runTraining(experiments: readonly PlannedExperiment[], options: TrainingOptions): Promise<TrainingOutcome> {
  const audience = new Audience(options.onUpdate);
  const quiet = { ...options, onUpdate: (update: TrainingUpdate) => audience.tell(update) };
  const outcomes = await Promise.all(experiments.map((experiment) => outcomeOf(experiment, quiet)));
  audience.rethrow();
  return { status: overallStatus(outcomes), experiments: outcomes };
}

/** Whoever is told, until it throws. */
class Audience {
  #onUpdate: TrainingOptions['onUpdate'];
  #thrown: { readonly error: unknown } | undefined;

  constructor(onUpdate: TrainingOptions['onUpdate']) {
    this.#onUpdate = onUpdate;
  }

  tell(update: TrainingUpdate): void {
    try {
      this.#onUpdate?.(update);
    } catch (error) {
      this.#onUpdate = undefined;
      this.#thrown = { error };
    }
  }

  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }
}

/** Never rejects. */
async function outcomeOf(experiment: PlannedExperiment, options: TrainingOptions): Promise<ExperimentOutcome> {
  const startedAt = performance.now();
  const ending = await runExperiment(experiment, options).catch(failure);
  const outcome = { ...ending, experiment, durationMs: performance.now() - startedAt };
  options.onUpdate?.({ kind: 'ended', experiment, outcome });
  return outcome;
}

function failure(thrown: unknown): Ending {
  return { status: 'failed', error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
}

function overallStatus(outcomes: readonly ExperimentOutcome[]): ExperimentOutcome['status'] {
  const order = ['failed', 'cancelled'] as const;
  return order.find((status) => outcomes.some((outcome) => outcome.status === status)) ?? 'completed';
}
