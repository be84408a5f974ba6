import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { setImmediate as immediate } from 'node:timers/promises';
import type { MessageBroker } from '../../broker.js';
import { SlowConsumerError } from '../../errors.js';
import type { Message } from '../../message.js';
import type { Cursor, SubscribeOptions, Subscription } from '../../subscription.js';
import { eventually } from '../eventually.js';
import { within } from '../within.js';
import type { Account } from './account.js';

export interface ConsumerOptions {
  readonly broker: MessageBroker;
  readonly pattern: string | readonly string[];
  readonly subscribe: SubscribeOptions & { readonly maxQueueSize: number };
  readonly account: Account;
  /** Takes every message at once, by a `next()` that always waits. */
  readonly isEager: boolean;
  /** Takes batches of this size. */
  readonly batchSize: number | undefined;
}

/** A consumer that may be slow, and that goes on from its cursor whenever it was ended. */
export class Consumer {
  readonly #options: ConsumerOptions;
  #subscription: Subscription;
  #source: AsyncIterator<readonly Message[]>;
  #pump: Promise<void> = Promise.resolve();
  #isClosing = false;
  #counts = { delivered: 0, missed: 0, gaps: 0 };

  constructor(options: ConsumerOptions) {
    this.#options = options;
    [this.#subscription, this.#source] = this.#start(options.subscribe.from ?? 'now');
  }

  get account(): Account {
    return this.#options.account;
  }

  get cursor(): Cursor {
    return this.#subscription.cursor;
  }

  get options(): ConsumerOptions {
    return this.#options;
  }

  get mayDrop(): boolean {
    return this.#options.subscribe.overflow === 'drop-oldest';
  }

  get queued(): number {
    return this.#subscription.stats.queued;
  }

  /** Resolves when a subscription is in place; one that overflowed before it was makes room for the next. */
  async place(): Promise<void> {
    while (!this.account.beginning.isReady) {
      try {
        await this.#subscription.ready;
      } catch {
        await (this.#options.isEager ? immediate() : this.#takeFrom(this.#source));
      }
    }
  }

  /** Asserts that the queue keeps its bound. */
  checkQueue(): void {
    assert.ok(this.queued <= this.#options.subscribe.maxQueueSize, `${String(this.queued)} messages are queued`);
  }

  /** Takes up to `count` of the messages that wait now. */
  async step(count: number): Promise<void> {
    for (let left = count; left > 0 && this.queued > 0 && !this.#options.isEager; left--) await this.#takeSome();
  }

  /** Takes until `isDone`; it has to be so in time. */
  async drain(isDone: () => boolean, withinMs: number, what: string): Promise<void> {
    if (this.#options.isEager) return eventually(`${what} has come to ${this.#describe()}`, isDone, withinMs);
    const endsAt = performance.now() + withinMs;
    while (!isDone()) {
      await within(this.#takeSome(), Math.max(1, endsAt - performance.now()), () => `${what} did not come to ${this.#describe()}`);
    }
  }

  /** Ends the subscription, and goes on from its cursor in a new one. */
  async resume(isCursorTakenFirst: boolean): Promise<void> {
    // An eager consumer of a failed subscription goes on taking what is queued, whoever closes it.
    const early = isCursorTakenFirst && !this.#options.isEager ? this.cursor : undefined;
    await this.close();
    this.#isClosing = false;
    this.#restart(early ?? this.cursor);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#subscription.close();
    await this.#pump;
    this.#checkStats();
  }

  #restart(cursor: Cursor): void {
    [this.#subscription, this.#source] = this.#start(cursor);
  }

  #start(from: NonNullable<SubscribeOptions['from']>): [Subscription, AsyncIterator<readonly Message[]>] {
    const { broker, pattern, subscribe, batchSize, isEager, account } = this.#options;
    const subscription = broker.subscribe(pattern, { ...subscribe, from });
    subscription.ready.then(() => { account.beginning.reachReady(); }, () => undefined);
    const source = batchSize === undefined ? oneByOne(subscription) : subscription.batches({ maxSize: batchSize })[Symbol.asyncIterator]();
    this.#counts = { delivered: 0, missed: 0, gaps: 0 };
    if (isEager) this.#pump = this.#takeAll(source);
    return [subscription, source];
  }

  async #takeAll(source: AsyncIterator<readonly Message[]>): Promise<void> {
    while (await this.#takeFrom(source));
  }

  async #takeSome(): Promise<void> {
    const source = this.#source;
    const isGoingOn = await this.#takeFrom(source);
    assert.ok(isGoingOn || source !== this.#source, 'the subscription has ended by itself');
  }

  #describe(): string {
    const { pattern, isEager, batchSize, subscribe } = this.#options;
    return JSON.stringify({ pattern, isEager, batchSize, ...subscribe, ...this.#subscription.stats });
  }

  /** Takes what comes next; `false`: the subscription has ended. One that overflowed is resumed. */
  async #takeFrom(source: AsyncIterator<readonly Message[]>): Promise<boolean> {
    try {
      const result = await source.next();
      if (result.done === true) return false;
      for (const message of result.value) this.#count(message);
      return true;
    } catch (error) {
      if (!(error instanceof SlowConsumerError)) throw error;
      this.#checkStats();
      if (!this.#isClosing) this.#restart(this.cursor);
      return false;
    }
  }

  #count(message: Message): void {
    this.#counts.delivered++;
    if (message.gap !== undefined) this.#counts.gaps++;
    this.#counts.missed += message.gap?.missed ?? 0;
    this.account.add(message);
  }

  #checkStats(): void {
    const { delivered, missed, gaps } = this.#subscription.stats;
    assert.deepEqual({ delivered, missed, gaps }, this.#counts, 'the statistics differ from what was taken');
  }
}

/** The plain iterator, in the form of batches of one. */
function oneByOne(subscription: Subscription): AsyncIterator<readonly Message[]> {
  const iterator = subscription[Symbol.asyncIterator]();
  return {
    next: async () => {
      const result = await iterator.next();
      return result.done === true ? { done: true, value: undefined } : { done: false, value: [result.value] };
    },
  };
}
