import { performance } from 'node:perf_hooks';
import type { Cursor } from '@runwire/broker-core';
import type { ChannelSubscription, Delivered } from './channel-subscription.js';
import type { Run } from './watch.js';

/** What a watch does with what arrives. */
export interface WatchSource<Event, Change> {
  /** What to tell first; called once the subscription is in place. */
  begin(): Promise<readonly Change[]>;
  /** What an event changes. */
  take(delivered: Delivered<Event>): Promise<readonly Change[]>;
  /** What the passing of time changes. */
  tick(): readonly Change[];
  /** Milliseconds between ticks. */
  readonly tickMs: number;
  /** Milliseconds since the message was published; what is older than a tick is read from the history, and time is judged later. */
  ageOf(delivered: Delivered<Event>): number;
}

type Arrival<Event> = { readonly kind: 'event'; readonly delivered: Delivered<Event> } | { readonly kind: 'end' } | { readonly kind: 'failure'; readonly error: unknown };

/** The iterator of a watch. Pulls one event at a time, and only when asked. */
export class WatchRun<Event, Change> implements Run<Change> {
  readonly subscription: ChannelSubscription<Event>;
  readonly #start: () => Promise<WatchSource<Event, Change>>;
  readonly #events: AsyncIterator<Delivered<Event>>;
  readonly #changes: Change[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #source: WatchSource<Event, Change> | undefined;
  #isPulling = false;
  #arrival: Arrival<Event> | undefined;
  #heldCursor: Cursor | undefined;
  #lastTick = performance.now();
  #wake: () => void = () => undefined;

  /** @param start makes the source, once the subscription is in place */
  constructor(subscription: ChannelSubscription<Event>, start: () => Promise<WatchSource<Event, Change>>) {
    this.subscription = subscription;
    this.#start = start;
    this.#events = subscription.messages()[Symbol.asyncIterator]();
  }

  /** An event that was pulled but not told does not count as taken. */
  get cursor(): Cursor {
    return this.#heldCursor ?? this.subscription.cursor;
  }

  next(): Promise<IteratorResult<Change, undefined>> {
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => this.subscription.close());
    return result;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.subscription.close();
    return { done: true, value: undefined };
  }

  async #next(): Promise<IteratorResult<Change, undefined>> {
    const source = (this.#source ??= await this.#begin());
    for (;;) {
      if (this.#changes.length > 0) return { done: false, value: this.#changes.shift() as Change };
      const arrival = await this.#pull(source.tickMs);
      if (arrival?.kind === 'end') return { done: true, value: undefined };
      if (arrival?.kind === 'failure') throw arrival.error;
      if (arrival !== undefined) this.#changes.push(...(await source.take(arrival.delivered)));
      const isCurrent = arrival === undefined || source.ageOf(arrival.delivered) < source.tickMs;
      if (isCurrent) this.#tick(source);
    }
  }

  async #begin(): Promise<WatchSource<Event, Change>> {
    await this.subscription.ready;
    const source = await this.#start();
    this.#changes.push(...(await source.begin()));
    return source;
  }

  #tick(source: WatchSource<Event, Change>): void {
    if (performance.now() - this.#lastTick < source.tickMs) return;
    this.#lastTick = performance.now();
    this.#changes.push(...source.tick());
  }

  /** The next event; `undefined` when none came within a tick. Then the pull goes on. */
  async #pull(tickMs: number): Promise<Arrival<Event> | undefined> {
    if (!this.#isPulling) void this.#startPull();
    if (this.#arrival === undefined) await this.#waitForArrival(tickMs);
    const arrival = this.#arrival;
    if (arrival === undefined) {
      this.#heldCursor ??= this.subscription.cursor;
      return undefined;
    }
    this.#arrival = undefined;
    this.#isPulling = false;
    this.#heldCursor = undefined;
    return arrival;
  }

  async #startPull(): Promise<void> {
    this.#isPulling = true;
    try {
      const result = await this.#events.next();
      this.#arrival = result.done === true ? { kind: 'end' } : { kind: 'event', delivered: result.value };
    } catch (error) {
      this.#arrival = { kind: 'failure', error };
    }
    this.#wake();
  }

  #waitForArrival(tickMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, tickMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
