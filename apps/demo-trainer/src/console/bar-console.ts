import type { Standing } from '../experiment/experiment-event.js';
import type { TrainingUpdate } from '../run/training-update.js';
import { describeUpdate } from './describe-update.js';
import { printable } from './printable.js';
import { progressLine, type BarState } from './progress-line.js';
import type { ConsoleOutput, TrainingConsole } from './training-console.js';

const FRAME_MS = 100;
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/**
 * One progress bar per running experiment, drawn in place at the bottom of a terminal; what has ended becomes an
 * ordinary line above them. The cursor is never hidden, so there is nothing to restore.
 */
export class BarConsole implements TrainingConsole {
  readonly #output: ConsoleOutput;
  readonly #bars = new Map<string, BarState>();
  #drawnLines = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(output: ConsoleOutput) {
    this.#output = output;
  }

  show(update: TrainingUpdate): void {
    const { id } = update.experiment;
    if (update.kind === 'ended') {
      this.#bars.delete(id);
      this.note(`${id}  ${describeUpdate(update)}`);
      return;
    }
    this.#bars.set(id, advance(this.#bars.get(id), update));
    this.#timer ??= setTimeout(() => this.#draw(), FRAME_MS);
  }

  note(message: string): void {
    this.#draw(`${printable(message)}\n`);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#draw();
    this.#bars.clear();
  }

  /** Replaces the bars that are on the screen, with `above` going over them for good. */
  #draw(above = ''): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines();
    const erase = this.#drawnLines === 0 ? '' : `\u001b[${this.#drawnLines}A\u001b[J`;
    this.#output.write(erase + above + lines.join(''));
    this.#drawnLines = lines.length;
  }

  /** No more than fit: what has scrolled away could not be drawn over. */
  #lines(): readonly string[] {
    const { columns = DEFAULT_COLUMNS, rows = DEFAULT_ROWS } = this.#output;
    const lines = [...this.#bars.values()].map((bar) => `${progressLine(bar, columns)}\n`);
    const room = Math.max(1, rows - 2);
    return lines.length <= room ? lines : [...lines.slice(0, room), `… and ${lines.length - room} more\n`];
  }
}

function advance(bar: BarState | undefined, update: Exclude<TrainingUpdate, { kind: 'ended' }>): BarState {
  const { id, plan } = update.experiment;
  const start: Standing = { step: 0, totalSteps: plan.totalSteps, update: 0, totalUpdates: 0 };
  const state = bar ?? { id, standing: start, metrics: {}, isPaused: false };
  switch (update.kind) {
    case 'started':
      return { ...state, standing: { ...start, step: update.step } };
    case 'progress':
      return { ...state, standing: update.standing };
    case 'metrics':
      return { ...state, standing: update.standing, metrics: update.metrics };
    case 'paused':
    case 'resumed':
      return { ...state, isPaused: update.kind === 'paused' };
  }
}
