import type { BrokerOptions } from '../backend-broker.js';
import type { MessageBroker } from '../broker.js';
import { createIdSource } from '../id-source.js';
import type { Message, PublishOptions, Receipt } from '../message.js';
import type { SubscribeOptions } from '../subscription.js';
import { collect } from './collect.js';
import type { ConformanceHarness } from './harness.js';
import { Reader } from './reader.js';

/** The world of one case: a broker, and a namespace that nobody else uses. */
export class Stage implements AsyncDisposable {
  readonly broker: MessageBroker;
  readonly namespace: string;
  readonly #harness: ConformanceHarness;
  readonly #open: MessageBroker[];

  constructor(harness: ConformanceHarness, broker: MessageBroker, namespace: string) {
    this.#harness = harness;
    this.broker = broker;
    this.namespace = namespace;
    this.#open = [broker];
  }

  static async set(harness: ConformanceHarness, options?: BrokerOptions): Promise<Stage> {
    const nextName = createIdSource();
    return new Stage(harness, await harness.createBroker(options), nextName());
  }

  /** A topic or pattern of this case's namespace. */
  topic(name: string): string {
    return `${this.namespace}.${name}`;
  }

  /** A key or key pattern of this case's namespace. */
  key(name: string): string {
    return `${this.namespace}:${name}`;
  }

  /** A second client of the same storage. */
  async connect(): Promise<MessageBroker> {
    const peer = await this.#harness.connect(this.broker);
    this.#open.push(peer);
    return peer;
  }

  /** A subscription of the case's broker that is in place. */
  async subscribe(pattern: string | readonly string[], options?: SubscribeOptions): Promise<Reader> {
    const reader = new Reader(this.broker.subscribe(pattern, options));
    await reader.subscription.ready;
    return reader;
  }

  /** Publishes each of the data, not waiting between them; resolves when all are taken. */
  publishAll(topic: string, data: Iterable<unknown>, options?: PublishOptions): Promise<readonly Receipt[]> {
    return Promise.all(Array.from(data, (one) => this.broker.publish(topic, one, options)));
  }

  history(topic: string): Promise<readonly Message[]> {
    return collect(this.broker.history(topic));
  }

  interrupt(meanwhile: () => Promise<unknown>): Promise<void> {
    return this.#harness.interrupt(this.broker, async () => {
      await meanwhile();
    });
  }

  loseHistory(): Promise<void> {
    return this.#harness.loseHistory(this.broker, this.namespace);
  }

  rewindHistory(topic: string, messages: number): Promise<void> {
    return this.#harness.rewindHistory(this.broker, topic, messages);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.map((broker) => broker.close()));
  }
}
