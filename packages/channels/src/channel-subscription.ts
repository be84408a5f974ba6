/// <reference lib="esnext.disposable" preserve="true" />
import { BrokerError, type BatchOptions, type CloseReason, type Cursor, type Gap, type Message, type Subscription, type SubscriptionStats } from '@runwire/broker-core';
import { FlatMappedIterator } from './flat-mapped-iterator.js';

/** An event, and the message it came in. */
export interface Delivered<Event> {
  readonly event: Event;
  readonly id: string;
  readonly topic: string;
  /** Milliseconds since the epoch, on the broker's clock. */
  readonly timestamp: number;
  /** Its offset in the topic's history; absent when it is not retained. */
  readonly offset?: number;
  /** What of this topic was lost immediately before it. */
  readonly gap?: Gap;
}

/** Reads a message; `undefined` skips it. Must not throw. */
export type ReadMessage<Event> = (message: Message) => Event | undefined;

const NOTHING_YET: SubscriptionStats = { delivered: 0, queued: 0, dropped: 0, gaps: 0, missed: 0 };

/**
 * A subscription whose messages were checked: `for await (const event of subscription)`. What arrives broken is skipped,
 * counted and reported by the channel. `break`, `close()`, an aborted signal and `await using` end it at once. It can be
 * iterated once, as events, as `messages()` or in `batches()`.
 */
export class ChannelSubscription<Event> implements AsyncIterable<Event>, AsyncDisposable {
  readonly #opening: Promise<Subscription>;
  readonly #read: ReadMessage<Event>;
  #open: Subscription | undefined;
  #isClosed = false;
  /** Resolves when what is published from now on arrives. Rejects if the subscription cannot be placed. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, with the reason. Never rejects. */
  readonly closed: Promise<CloseReason>;

  constructor(opening: Promise<Subscription>, read: ReadMessage<Event>) {
    this.#opening = opening;
    this.#read = read;
    this.ready = opening.then((subscription) => {
      this.#open = subscription;
      if (this.#isClosed) void subscription.close();
      return subscription.ready;
    });
    // Whoever iterates or awaits `ready` hears of a failure; nobody has to.
    this.ready.catch(() => undefined);
    this.closed = opening.then((subscription) => subscription.closed, failed);
  }

  /** Where to resume, in another process, tomorrow: right behind the last message taken. @throws BrokerError (`INVALID_ARGUMENT`) before `ready` */
  get cursor(): Cursor {
    if (this.#open !== undefined) return this.#open.cursor;
    throw new BrokerError('INVALID_ARGUMENT', 'The subscription has no cursor before it has begun; await its ready first.');
  }

  /** Whether nobody has closed it. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  get stats(): SubscriptionStats {
    return this.#open?.stats ?? NOTHING_YET;
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined, undefined> {
    return this.#iterate((message) => {
      const event = this.#read(message);
      return event === undefined ? [] : [event];
    });
  }

  /** The same stream with the message around each event. */
  messages(): AsyncIterable<Delivered<Event>> {
    return { [Symbol.asyncIterator]: () => this.#iterate((message) => this.#deliver(message)) };
  }

  /** The same stream in batches, for consumers that handle many at once. A batch may be empty when all in it was broken. */
  batches(options?: BatchOptions): AsyncIterable<readonly Delivered<Event>[]> {
    const source = async (): Promise<AsyncIterator<readonly Message[]>> => (await this.#begun()).batches(options)[Symbol.asyncIterator]();
    const deliver = (batch: readonly Message[]): (readonly Delivered<Event>[])[] => [batch.flatMap((message) => this.#deliver(message))];
    return { [Symbol.asyncIterator]: () => new FlatMappedIterator(source(), deliver, () => this.close()) };
  }

  /** Ends it. Idempotent; resolves when the broker has let go. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const subscription = await this.#opening.catch(() => undefined);
    await subscription?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #iterate<Item>(map: (message: Message) => readonly Item[]): AsyncIterator<Item, undefined, undefined> {
    const source = async (): Promise<AsyncIterator<Message>> => (await this.#begun())[Symbol.asyncIterator]();
    return new FlatMappedIterator(source(), map, () => this.close());
  }

  async #begun(): Promise<Subscription> {
    return this.#opening;
  }

  #deliver(message: Message): readonly Delivered<Event>[] {
    const event = this.#read(message);
    if (event === undefined) return [];
    const { data, ...place } = message;
    return [{ event, ...place }];
  }
}

function failed(error: unknown): CloseReason {
  if (error instanceof BrokerError) return { kind: 'failed', error };
  return { kind: 'failed', error: new BrokerError('BACKEND', 'The broker could not be opened; see the cause.', { cause: error }) };
}
