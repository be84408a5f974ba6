import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError, type Message, type MessageBroker, type SubscribeOptions, type Subscription } from '@runwire/broker-core';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import type { Taken } from './audit.js';
import type { Ledger, Numbered } from './ledger.js';

/**
 * - `eager`: takes everything at once;
 * - `slow`: has a small queue, and takes a few messages from time to time while the run lasts;
 * - `resuming`: ends its subscription again and again, and goes on from the cursor, each time on another broker.
 */
export type Pace = 'eager' | 'slow' | 'resuming';

export interface ConsumerOptions {
  readonly name: string;
  readonly brokers: readonly [MessageBroker, ...MessageBroker[]];
  readonly pattern: string;
  readonly from: NonNullable<SubscribeOptions['from']>;
  readonly pace: Pace;
  /** The history it begins in may have lost its beginning already. */
  readonly isLate?: boolean;
}

const SLOW_QUEUE = 20;
const [SLOW_COUNT, SLOW_PAUSE_MS] = [10, 50];
/** Messages between two resumes. */
const RESUME_AFTER = 60;

/** Somebody who takes messages all the time, and remembers each. */
export class Consumer {
  readonly options: ConsumerOptions;
  readonly #messages: Message<Numbered>[] = [];
  readonly #newest = new Map<string, number>();
  #subscription: Subscription<Numbered>;
  #isHurried = false;
  #isEnded = false;
  #resumes = 0;
  #began: ReadonlyMap<string, number> | undefined;
  readonly #done: Promise<void>;

  private constructor(options: ConsumerOptions) {
    this.options = options;
    this.#subscription = this.#subscribe(options.from);
    this.#done = this.#run();
    this.#done.catch(() => undefined); // `finish` tells
  }

  /** Begins at once; resolves when it is in place. */
  static async start(options: ConsumerOptions, ledger: Ledger): Promise<Consumer> {
    const consumer = new Consumer(options);
    await consumer.#subscription.ready;
    if (options.from === 'now') consumer.#began = new Map(ledger.topics.map((topic) => [topic, ledger.last(topic)]));
    else if (options.isLate !== true) consumer.#began = new Map();
    return consumer;
  }

  get taken(): Taken {
    return { name: this.options.name, messages: this.#messages, began: this.#began };
  }

  /** The newest number of a topic that it has taken. */
  newest(topic: string): number {
    return this.#newest.get(topic) ?? 0;
  }

  /** Takes the rest without dawdling, until it has what came last; it has to be so in time. */
  async finish(topics: readonly string[], ledger: Ledger, withinMs: number): Promise<void> {
    this.#isHurried = true;
    for (const topic of topics) {
      const last = ledger.lastAcknowledged(topic);
      const came = waitUntil(() => this.newest(topic) >= last, { withinMs, what: `${this.options.name} to get ${String(last)}, the last of ${topic}` });
      await Promise.race([came, this.#done]);
      if (this.newest(topic) < last) throw new Error(`${this.options.name} of ${topic} ended behind ${String(this.newest(topic))}: ${JSON.stringify(await this.#subscription.closed)}`);
    }
    await this.close();
  }

  async close(): Promise<void> {
    this.#isEnded = true;
    await this.#subscription.close();
    await this.#done;
  }

  async #run(): Promise<void> {
    let { cursor } = this.#subscription;
    for (;;) {
      try {
        await this.#take(this.#subscription);
        ({ cursor } = this.#subscription);
      } catch (error) {
        // Refused for the moment: a subscription that is new has to be asked for again, one that was in place comes back by itself.
        if (!(error instanceof BrokerError && error.code === 'BACKEND')) throw error;
        await delay(SLOW_PAUSE_MS);
      }
      if (this.#isEnded) return;
      this.#subscription = this.#subscribe(cursor);
    }
  }

  /** Takes until the subscription has ended, or it is time for another one. */
  async #take(subscription: Subscription<Numbered>): Promise<void> {
    let count = 0;
    for await (const message of subscription) {
      this.#messages.push(message);
      this.#newest.set(message.topic, Math.max(this.newest(message.topic), message.data.n));
      count++;
      if (this.#isHurried) continue;
      if (this.options.pace === 'slow' && count % SLOW_COUNT === 0) await delay(SLOW_PAUSE_MS);
      if (this.options.pace === 'resuming' && count === RESUME_AFTER) return;
    }
  }

  #subscribe(from: NonNullable<SubscribeOptions['from']>): Subscription<Numbered> {
    const { brokers, pattern, pace } = this.options;
    const broker = brokers[this.#resumes++ % brokers.length] ?? brokers[0];
    return broker.subscribe<Numbered>(pattern, pace === 'slow' ? { from, maxQueueSize: SLOW_QUEUE } : { from });
  }
}
