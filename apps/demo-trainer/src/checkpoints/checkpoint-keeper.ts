import type { Checkpoint } from '../experiment/checkpoint.js';

/** Between two checkpoints of one experiment, at least: this much a killed trainer has to do again. */
const EVERY_MS = 1_000;
/** Waiting this many times longer than a checkpoint takes to write keeps its cost below 5 %. */
const PATIENCE = 20;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Decides when an experiment's checkpoint is written: every second or so, and whenever somebody asks for one. */
export class CheckpointKeeper {
  readonly #save: (checkpoint: Checkpoint) => Promise<void>;
  readonly #waiters: Waiter[] = [];
  #dueAtMs = performance.now() + EVERY_MS;

  /** @param save resolves when the checkpoint is safe */
  constructor(save: (checkpoint: Checkpoint) => Promise<void>) {
    this.#save = save;
  }

  /** Whether the next checkpoint that there is shall be kept. */
  get isDue(): boolean {
    return this.#waiters.length > 0 || performance.now() >= this.#dueAtMs;
  }

  /** Resolves when the next checkpoint is safe. Rejects when it cannot be written. */
  next(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Keeps a checkpoint. Rejects when it cannot be written. */
  async keep(checkpoint: Checkpoint): Promise<void> {
    const waiters = this.#waiters.splice(0);
    const startedAt = performance.now();
    try {
      await this.#save(checkpoint);
      waiters.forEach(({ resolve }) => resolve());
    } catch (error) {
      waiters.forEach(({ reject }) => reject(error));
      throw error;
    } finally {
      const now = performance.now();
      this.#dueAtMs = now + Math.max(EVERY_MS, PATIENCE * (now - startedAt));
    }
  }
}
