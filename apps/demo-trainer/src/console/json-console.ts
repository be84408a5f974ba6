import { describeError, encodeNumber } from '@runwire/events';
import type { ExperimentOutcome } from '../run/training-outcome.js';
import type { TrainingUpdate } from '../run/training-update.js';
import type { ConsoleOutput, TrainingConsole } from './training-console.js';

/** One JSON object a line, for machines. A number that is not finite is its word, as in the events: `"NaN"`. */
export class JsonConsole implements TrainingConsole {
  readonly #output: ConsoleOutput;

  constructor(output: ConsoleOutput) {
    this.#output = output;
  }

  show(update: TrainingUpdate): void {
    const { kind, experiment, ...details } = update;
    const fields = update.kind === 'ended' ? outcomeFields(update.outcome) : details;
    this.#line({ kind, experiment: experiment.id, ...fields });
  }

  note(message: string): void {
    this.#line({ kind: 'note', message });
  }

  close(): void {
    // Every line was complete when it was written.
  }

  #line(fields: object): void {
    const line = { time: new Date().toISOString(), ...fields };
    const text = JSON.stringify(line, (_, value: unknown) => (typeof value === 'number' ? encodeNumber(value) : value));
    this.#output.write(`${text}\n`);
  }
}

function outcomeFields({ experiment: _, ...outcome }: ExperimentOutcome): object {
  return outcome.status === 'failed' ? { ...outcome, error: describeError(outcome.error) } : outcome;
}
