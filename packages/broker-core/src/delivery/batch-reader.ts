import { BrokerError } from '../errors.js';
import type { Message } from '../message.js';
import type { BatchOptions } from '../subscription.js';
import type { Inbox } from './inbox.js';
import { QueueReader, type Readable } from './queue-reader.js';

const DEFAULTS = { maxSize: 1_000, maxWaitMs: 0 };
/** The longest that a timer of Node can wait, milliseconds. */
const MAX_WAIT_MS = 2_147_483_647;

/** @throws BrokerError (`INVALID_ARGUMENT`) */
export function parseBatchOptions(options: BatchOptions): Required<BatchOptions> {
  const { maxSize, maxWaitMs } = { ...DEFAULTS, ...options };
  if (!Number.isSafeInteger(maxSize) || maxSize < 1) {
    throw new BrokerError('INVALID_ARGUMENT', `maxSize is ${String(maxSize)}; use a whole number from 1.`);
  }
  if (!(maxWaitMs >= 0 && maxWaitMs <= MAX_WAIT_MS)) {
    throw new BrokerError('INVALID_ARGUMENT', `maxWaitMs is ${String(maxWaitMs)}; use 0 to ${String(MAX_WAIT_MS)} milliseconds.`);
  }
  return { maxSize, maxWaitMs };
}

/** Reads batches: a turn of the event loop is one batch at least, and a batch that is not full may wait for more. */
export class BatchReader implements AsyncIterator<readonly Message[], undefined, undefined> {
  readonly #reader: QueueReader<readonly Message[]>;
  readonly #source: Readable<readonly Message[]>;
  readonly #inbox: Inbox;
  readonly #options: Required<BatchOptions>;
  /** The `next()` calls, in turn. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(inbox: Inbox, source: Omit<Readable<unknown>, 'take'>, options: Required<BatchOptions>, onTake: () => void) {
    this.#inbox = inbox;
    this.#options = options;
    this.#source = {
      get isOpen() {
        return source.isOpen;
      },
      get queued() {
        return inbox.isFull ? Infinity : inbox.length;
      },
      takeFailure: () => source.takeFailure(),
      close: () => source.close(),
      take: () => {
        const batch = inbox.takeMany(options.maxSize);
        if (batch !== undefined) onTake();
        return batch;
      },
      // The rest of the turn that woke us belongs into the same batch.
      whenQueued: (waiter) => {
        inbox.whenQueued({ need: waiter.need, wake: () => { queueMicrotask(() => { waiter.wake(); }); } });
      },
    };
    this.#reader = new QueueReader(this.#source);
  }

  next(): Promise<IteratorResult<readonly Message[], undefined>> {
    if (this.#options.maxWaitMs === 0) return this.#reader.next();
    const result = this.#turn.then(() => this.#gather()).then(() => this.#reader.next());
    this.#turn = result.catch(() => undefined);
    return result;
  }

  return(): Promise<IteratorResult<readonly Message[], undefined>> {
    return this.#reader.return();
  }

  throw(error: unknown): Promise<IteratorResult<readonly Message[], undefined>> {
    return this.#reader.throw(error);
  }

  /** Resolves when a batch is full, or has waited long enough since its first message, or nothing more will come. */
  async #gather(): Promise<void> {
    await this.#queued(1, undefined);
    await this.#queued(this.#options.maxSize, this.#options.maxWaitMs);
  }

  #queued(need: number, withinMs: number | undefined): Promise<void> {
    if (this.#source.queued >= need || !this.#source.isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = { handle: undefined as ReturnType<typeof setTimeout> | undefined };
      const waiter = {
        need,
        wake: (): void => {
          clearTimeout(timer.handle);
          resolve();
        },
      };
      this.#inbox.whenQueued(waiter);
      if (withinMs === undefined) return;
      timer.handle = setTimeout(() => {
        this.#inbox.forget(waiter);
        resolve();
      }, withinMs);
    });
  }
}
