import type { BrokerError } from '../errors.js';

/** What a reader reads: the consumer's side of a subscription. */
export interface Readable<T> {
  readonly isOpen: boolean;
  /** How many messages are queued; `Infinity` when no more would fit. */
  readonly queued: number;
  /** The error with which iteration ends; the call that gets it is the only one. */
  takeFailure(): BrokerError | undefined;
  take(): T | undefined;
  /** Wakes the waiter once. */
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
export class QueueReader<T> implements AsyncIterator<T, undefined, undefined> {
  readonly #source: Readable<T>;

  constructor(source: Readable<T>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#source.take();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return new Promise((resolve, reject) => {
      new Turn(this.#source, resolve, reject).begin();
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
}

/** One `next()` that waits. */
class Turn<T> implements Waiter {
  readonly #source: Readable<T>;
  readonly #resolve: (result: IteratorResult<T, undefined>) => void;
  readonly #reject: (error: unknown) => void;

  constructor(source: Readable<T>, resolve: (result: IteratorResult<T, undefined>) => void, reject: (error: unknown) => void) {
    this.#source = source;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get need(): number {
    return 1;
  }

  begin(): void {
    if (this.#source.isOpen) this.#source.whenQueued(this);
    else this.#end(this.#source.takeFailure());
  }

  wake(): void {
    const value = this.#source.take();
    if (value === undefined) this.begin();
    else this.#resolve({ done: false, value });
  }

  #end(failure: BrokerError | undefined): void {
    if (failure === undefined) this.#resolve({ done: true, value: undefined });
    else this.#reject(failure);
  }
}
