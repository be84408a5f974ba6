import type { BrokerError } from '../errors.js';

/** What a reader reads: the consumer's side of a subscription. */
export interface Readable<T> {
  readonly isOpen: boolean;
  /** How many messages are queued; `Infinity` when no more would fit. */
  readonly queued: number;
  /** The error with which iteration ends; the call that gets it is the only one. */
  takeFailure(): BrokerError | undefined;
  take(): T | undefined;
  /** Wakes the waiter once. There is one at a time. */
  whenQueued(waiter: Waiter): void;
  close(): Promise<void>;
}

/** Woken when `need` messages are queued, or as many as fit, or no more will come. */
export interface Waiter {
  readonly need: number;
  wake(): void;
}

/**
 * The iterator of a subscription. Written by hand: an async generator's `return()` would wait for a pending `next()`
 * for ever. Concurrent `next()` calls are served in order.
 */
export class QueueReader<T> implements AsyncIterator<T, undefined, undefined>, Waiter {
  readonly need = 1;
  readonly #source: Readable<T>;
  /** The `next()` calls that wait, in order. The reader waits for the first of them; no later call gets past it. */
  readonly #calls: Call<T>[] = [];

  constructor(source: Readable<T>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#calls.length === 0) {
      const value = this.#source.take();
      if (value !== undefined) return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      this.#calls.push({ resolve, reject });
      if (this.#calls.length === 1) this.#wait();
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

  wake(): void {
    for (let call = this.#calls[0]; call !== undefined; call = this.#calls[0]) {
      const value = this.#source.take();
      if (value === undefined) {
        this.#wait();
        return;
      }
      this.#calls.shift();
      call.resolve({ done: false, value });
    }
  }

  #wait(): void {
    if (this.#source.isOpen) this.#source.whenQueued(this);
    else for (const call of this.#calls.splice(0)) this.#end(call);
  }

  #end(call: Call<T>): void {
    const failure = this.#source.takeFailure();
    if (failure === undefined) call.resolve({ done: true, value: undefined });
    else call.reject(failure);
  }
}

/** One `next()` that waits. */
interface Call<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}
