import { setTimeout as delay } from 'node:timers/promises';
import type { Gap, Message, MessageBroker, Subscription } from '@runwire/broker-core';
import { waitUntil } from '../../../../tools/testing/wait-until.js';

/** What is published during a long outage comes at once: the history has to hold it until the subscriber is back. */
const ROOMY = { maxLength: 100_000, ttlMs: 600_000 };

/** Numbered messages that keep flowing through a fault, and the books of what became of them. */
export class Traffic {
  readonly #publisher: MessageBroker;
  readonly #topic: string;
  readonly #subscription: Subscription<number>;
  readonly acknowledged = new Set<number>();
  readonly refused: unknown[] = [];
  readonly received: Message<number>[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #next = 1;
  #isFlowing = true;
  #flow: Promise<void> = Promise.resolve();

  private constructor(publisher: MessageBroker, subscription: Subscription<number>, topic: string) {
    this.#publisher = publisher;
    this.#subscription = subscription;
    this.#topic = topic;
  }

  /** Begins when the subscription is in place; one message every two milliseconds or so, never waiting for acknowledgements. */
  static async start(publisher: MessageBroker, subscriber: MessageBroker, topic: string, pattern = topic): Promise<Traffic> {
    const traffic = new Traffic(publisher, subscriber.subscribe<number>(pattern), topic);
    await traffic.#subscription.ready;
    void traffic.#consume();
    traffic.#flow = traffic.#publish();
    await traffic.pass(20);
    return traffic;
  }

  get gaps(): readonly Gap[] {
    return this.received.map(({ gap }) => gap).filter((gap) => gap !== undefined);
  }

  /** Resolves when so many further messages have arrived. */
  async pass(count: number, withinMs = 30_000): Promise<void> {
    const target = this.received.length + count;
    await waitUntil(() => this.received.length >= target, { withinMs, what: `${String(count)} further messages of ${this.#topic}` });
  }

  /** Stops publishing; resolves when all is settled and what is last has arrived. */
  async stop(): Promise<void> {
    this.#isFlowing = false;
    await this.#flow;
    await Promise.all(this.#underWay);
    const last = Math.max(0, ...this.acknowledged);
    await waitUntil(() => this.received.some(({ data }) => data === last), { withinMs: 30_000, what: `the last message, ${String(last)}` });
    await this.#subscription.close();
  }

  /** Numbers that were acknowledged and never arrived. */
  get lost(): readonly number[] {
    const arrived = new Set(this.received.map(({ data }) => data));
    return [...this.acknowledged].filter((number) => !arrived.has(number));
  }

  /** Numbers that arrived twice, or behind a later one. */
  get misplaced(): readonly number[] {
    let last = 0;
    return this.received.filter(({ data }) => {
      const isMisplaced = data <= last;
      last = Math.max(last, data);
      return isMisplaced;
    }).map(({ data }) => data);
  }

  async #publish(): Promise<void> {
    while (this.#isFlowing) {
      const number = this.#next++;
      const sent = this.#publisher.publish(this.#topic, number, { history: ROOMY }).then(
        () => { this.acknowledged.add(number); },
        (error: unknown) => { this.refused.push(error); },
      );
      this.#underWay.add(sent);
      void sent.then(() => this.#underWay.delete(sent));
      await delay(2);
    }
  }

  async #consume(): Promise<void> {
    for await (const message of this.#subscription) this.received.push(message);
  }
}
