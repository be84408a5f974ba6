import type { BrokerError } from '../errors.js';

/** What a reader reads: the consumer's side of a subscription. */
export interface Readable<T> {
  readonly isOpen: boolean;
  /** How many messages are queued; `Infinity` when no more would fit. */
  readonly queued: number;
  /** The error with which iteration ends; the call that gets it is the only one. */
  takeFailure(): BrokerError | undefined;
  take(): T | undefined;
  whenQueued(need: number, wake: () => void): () => void;
  close(): Promise<void>;
}

type Settle<T> = (result: IteratorResult<T, undefined>) => void;

/**
 * The iterator of a subscription. Written by hand: an async generator's `return()` would wait for a pending `next()`
 * for ever. Concurrent `next()` calls are served in order.
 */
export class QueueReader<T> implements AsyncIterator<T, undefined, undefined> {
  readonly #source: Readable<T>;

  constructor(source: Readable<T>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#source.take();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return new Promise((resolve, reject) => {
      this.#wait(resolve, reject);
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    void this.#source.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    void this.#source.close();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  #wait(resolve: Settle<T>, reject: (error: unknown) => void): void {
    if (!this.#source.isOpen) {
      const failure = this.#source.takeFailure();
      if (failure === undefined) resolve({ done: true, value: undefined });
      else reject(failure);
      return;
    }
    this.#source.whenQueued(1, () => {
      const value = this.#source.take();
      if (value === undefined) this.#wait(resolve, reject);
      else resolve({ done: false, value });
    });
  }
}
