import type { TrainingUpdate } from '../run/training-update.js';
import type { ConsoleOutput, TrainingConsole } from './training-console.js';
import { describeUpdate } from './describe-update.js';
import { printable } from './printable.js';

/** Between two lines about the advance of one experiment. */
const ADVANCE_EVERY_MS = 2_000;

/** Plain lines, for pipes and log files: no escape sequence, nothing overwritten. */
export class LineConsole implements TrainingConsole {
  readonly #output: ConsoleOutput;
  readonly #clock: () => number;
  readonly #lastAdvanceAt = new Map<string, number>();

  /** @param clock milliseconds from any origin, for the pace only. */
  constructor(output: ConsoleOutput, clock: () => number = () => performance.now()) {
    this.#output = output;
    this.#clock = clock;
  }

  show(update: TrainingUpdate): void {
    const { experiment, kind } = update;
    if (kind === 'progress' || (kind === 'metrics' && !this.#isDue(experiment.id))) return;
    this.note(`${experiment.id}  ${describeUpdate(update)}`);
  }

  note(message: string): void {
    this.#output.write(`${printable(message)}\n`);
  }

  close(): void {
    this.#lastAdvanceAt.clear();
  }

  #isDue(id: string): boolean {
    const now = this.#clock();
    if (now - (this.#lastAdvanceAt.get(id) ?? Number.NEGATIVE_INFINITY) < ADVANCE_EVERY_MS) return false;
    this.#lastAdvanceAt.set(id, now);
    return true;
  }
}
