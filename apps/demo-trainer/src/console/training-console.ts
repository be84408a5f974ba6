import type { TrainingUpdate } from '../run/training-update.js';

/** What shows a training to whoever started it. */
export interface TrainingConsole {
  show(update: TrainingUpdate): void;
  /** Something that concerns all experiments, such as a lost connection. */
  note(message: string): void;
  /** The last word; nothing is shown after it. */
  close(): void;
}

/** Where a console writes. */
export interface ConsoleOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}
