import { CheckpointError } from '../experiment/checkpoint-error.js';
import type { Checkpoint } from '../experiment/checkpoint.js';
import type { PlannedExperiment } from '../run/planned-experiment.js';
import type { CheckpointFolder } from './checkpoint-folder.js';

/** Between two checkpoints of one experiment, at least: this much a killed trainer has to do again. */
const EVERY_MS = 1_000;
/** Waiting this many times longer than a checkpoint takes to write keeps its cost below 5 %. */
const PATIENCE = 20;

export interface CheckpointKeeperOptions {
  readonly folder: CheckpointFolder;
  readonly experiment: PlannedExperiment;
  /**
   * Resolves when the broker has taken all that was reported up to now. A checkpoint waits for that: a trainer that is
   * killed while the broker is away goes back to where its curves end, and leaves no hole in them.
   */
  readonly published: () => Promise<void>;
  /** Hears when a checkpoint could not be written; training goes on. */
  readonly onProblem: (error: unknown) => void;
}

/** Keeps the checkpoint of one experiment: in memory the latest, in the folder one that is a second or so old. */
export class CheckpointKeeper {
  readonly #options: CheckpointKeeperOptions;
  #latest: Checkpoint | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #dueAtMs = performance.now() + EVERY_MS;

  constructor(options: CheckpointKeeperOptions) {
    this.#options = options;
  }

  /** Takes the checkpoint of an update; returns at once, also when it is due to be written. */
  offer(checkpoint: Checkpoint): void {
    this.#latest = checkpoint;
    if (performance.now() < this.#dueAtMs) return;
    this.#dueAtMs = Number.POSITIVE_INFINITY;
    this.save().catch(this.#options.onProblem);
  }

  /** Writes the latest. Resolves when it is in the folder. Throws {@link CheckpointError} when there is none yet. */
  async save(): Promise<void> {
    const before = this.#writing;
    const writing = before.then(() => this.#write());
    this.#writing = writing.catch(() => undefined); // whoever called hears of it
    await writing;
  }

  /** Writes the latest, if there is one. Never rejects. */
  async saveLatest(): Promise<void> {
    if (this.#latest !== undefined) await this.save().catch(this.#options.onProblem);
  }

  /** Removes it: the experiment needs it no more. */
  async remove(): Promise<void> {
    await this.#writing;
    await this.#options.folder.remove(this.#options.experiment);
  }

  async #write(): Promise<void> {
    if (this.#latest === undefined) throw new CheckpointError('There is no checkpoint before the first update; ask again in a moment.');
    const checkpoint = this.#latest;
    let startedAt = performance.now();
    try {
      await this.#options.published();
      startedAt = performance.now();
      await this.#options.folder.save(this.#options.experiment, checkpoint);
    } finally {
      const now = performance.now();
      this.#dueAtMs = now + Math.max(EVERY_MS, PATIENCE * (now - startedAt));
    }
  }
}
