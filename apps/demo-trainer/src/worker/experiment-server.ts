import { Experiment } from '../experiment/experiment.js';
import type { ExperimentEvent } from '../experiment/experiment-event.js';
import type { Failure, WorkerAnswer, WorkerInput, WorkerRequest } from './worker-protocol.js';

/** An experiment reports progress a thousand times a second; ten times are plenty. */
const PROGRESS_EVERY_MS = 100;

/** An experiment that goes on, event by event, as it is asked to. */
export class ExperimentServer {
  readonly #experiment: Experiment;
  readonly #events: Generator<ExperimentEvent, void>;
  #lastReportAtMs = Number.NEGATIVE_INFINITY;

  /** Throws `CheckpointError` when the checkpoint is another experiment's. */
  constructor({ plan, series, ...start }: WorkerInput) {
    this.#experiment = new Experiment(plan, series, start);
    this.#events = this.#experiment.events();
  }

  /** Trains up to the next event that is worth reporting. */
  answer({ wantsCheckpoint }: WorkerRequest): WorkerAnswer {
    try {
      const event = this.#nextReport();
      if (event.kind !== 'update' || !wantsCheckpoint) return { kind: 'event', event };
      return { kind: 'event', event, checkpoint: this.#experiment.checkpoint() };
    } catch (error) {
      return { kind: 'failed', error: failureOf(error) };
    }
  }

  #nextReport(): ExperimentEvent {
    for (const event of untilReturn(this.#events)) {
      const now = performance.now();
      if (event.kind === 'progress' && now - this.#lastReportAtMs < PROGRESS_EVERY_MS) continue;
      this.#lastReportAtMs = now;
      return event;
    }
    throw new Error('The experiment is over; ask for no further event.');
  }
}

/** The rest of a generator; unlike a loop over the generator itself, leaving a loop over this does not end it. */
function untilReturn<T>(generator: Generator<T, void>): Iterable<T> {
  return { [Symbol.iterator]: () => ({ next: () => generator.next() }) };
}

function failureOf(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack } = error;
  return { name, message, stack, ...('code' in error ? { code: String(error.code) } : {}) };
}
