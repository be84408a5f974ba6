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

/** Settles a `next()` call that waits; with a promise, as that is. */
type Settle<T> = (result: IteratorResult<T, undefined> | Promise<never>) => void;

const NONE: readonly never[] = [];

/**
 * The iterator of a subscription. Written by hand: an async generator's `return()` would wait for a pending `next()`
 * for ever. Concurrent `next()` calls are served in order.
 */
export class QueueReader<T> implements AsyncIterator<T, undefined, undefined>, Waiter {
  readonly #source: Readable<T>;
  /** The `next()` calls that wait, in order. The reader waits for the first of them; no later call gets past it, and few ever come. */
  #call: Settle<T> | undefined;
  #laterCalls: readonly Settle<T>[] = NONE;

  constructor(source: Readable<T>) {
    this.#source = source;
  }

  get need(): number {
    return 1;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#call === undefined) {
      const value = this.#source.take();
      if (value !== undefined) return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve) => {
      this.#enqueue(resolve);
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
    for (let call = this.#call; call !== undefined; call = this.#call) {
      const value = this.#source.take();
      if (value === undefined) {
        this.#wait();
        return;
      }
      this.#nextCall();
      call({ done: false, value });
    }
  }

  #enqueue(call: Settle<T>): void {
    if (this.#call !== undefined) {
      this.#laterCalls = [...this.#laterCalls, call];
      return;
    }
    this.#call = call;
    this.#wait();
  }

  #nextCall(): void {
    this.#call = this.#laterCalls[0];
    if (this.#call !== undefined) this.#laterCalls = this.#laterCalls.slice(1);
  }

  #wait(): void {
    if (this.#source.isOpen) {
      this.#source.whenQueued(this);
      return;
    }
    for (let call = this.#call; call !== undefined; call = this.#call) {
      this.#nextCall();
      this.#end(call);
    }
  }

  #end(call: Settle<T>): void {
    const failure = this.#source.takeFailure();
    call(failure === undefined ? { done: true, value: undefined } : Promise.reject(failure));
  }
}
