import { performance } from 'node:perf_hooks';
import type { HistoryPolicy } from '@runwire/broker-core';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import type { RedisBroker } from '../../src/index.js';
import { audit, sum, type Books } from './audit.js';
import { Consumer, type ConsumerOptions } from './consumer.js';
import { Ledger } from './ledger.js';
import { Publisher, ROOMY } from './publisher.js';

export interface TrafficOptions {
  readonly connect: () => Promise<RedisBroker>;
  /** Topics begin with it. Default `run`. */
  readonly namespace?: string;
  /** Milliseconds between two messages of a topic. Default 4. */
  readonly everyMs?: number;
  readonly history?: HistoryPolicy;
}

/** What came of a run. */
export interface Report extends Books {
  /** Messages that were acknowledged. */
  readonly published: number;
  /** Errors that publishes ended with. */
  readonly refusals: readonly unknown[];
  /** How long it took after each fault was over until all who take at once had a message published after it, milliseconds. */
  readonly recoveriesMs: readonly number[];
}

const SETTLED_WITHIN_MS = 60_000;

/**
 * Publishers and subscribers that keep going through a fault, and the books of it. Two brokers, as two processes would have:
 * the trainer's publishes, the monitor's subscribes; some subscribe on both.
 */
export class Traffic implements AsyncDisposable {
  readonly trainer: RedisBroker;
  readonly monitor: RedisBroker;
  readonly ledger: Ledger;
  readonly publisher: Publisher;
  readonly #pattern: string;
  readonly #consumers: Consumer[] = [];
  readonly #recoveriesMs: number[] = [];

  private constructor([trainer, monitor]: readonly [RedisBroker, RedisBroker], { namespace = 'run', everyMs = 4, history = ROOMY }: TrafficOptions) {
    this.trainer = trainer;
    this.monitor = monitor;
    this.#pattern = `${namespace}.*`;
    // Different entities: on a Cluster they live in different slots.
    this.ledger = new Ledger([`${namespace}.one.metrics`, `${namespace}.two.metrics`, `${namespace}.two.log`]);
    this.publisher = new Publisher(trainer, this.ledger, { everyMs, history });
  }

  /** Begins when all who subscribe are in place. */
  static async start(options: TrafficOptions): Promise<Traffic> {
    const traffic = new Traffic([await options.connect(), await options.connect()], options);
    try {
      await traffic.#begin();
      return traffic;
    } catch (error) {
      await traffic[Symbol.asyncDispose]();
      throw error;
    }
  }

  get topics(): readonly [string, string, string] {
    const [one = '', two = '', three = ''] = this.ledger.topics;
    return [one, two, three];
  }

  /** Somebody who comes late and wants everything there is. `isWhole`: the history holds all that was ever published. */
  async join(isWhole = true): Promise<void> {
    await this.#add({ name: `late ${String(this.#consumers.length)}`, brokers: [this.monitor], pattern: this.#pattern, from: 'start', pace: 'eager', isLate: !isWhole });
  }

  /** The fault is over now. Resolves when all who take at once have messages published after it. */
  async recover(withinMs = 40_000): Promise<void> {
    const startedAt = performance.now();
    await this.pass(1, withinMs);
    this.#recoveriesMs.push(performance.now() - startedAt);
  }

  /** Resolves when so many further messages of each topic have reached all who take at once. */
  async pass(count: number, withinMs = 40_000): Promise<void> {
    for (const topic of this.topics) {
      const target = this.ledger.last(topic) + count;
      for (const consumer of this.#consumers.filter(({ options }) => options.pace === 'eager' && isOf(options.pattern, topic))) {
        await waitUntil(() => consumer.newest(topic) >= target, {
          withinMs,
          what: `${String(target)} of ${topic} to reach ${consumer.options.name}, which has ${String(consumer.newest(topic))}; the trainer is ${this.trainer.status.kind}, the monitor ${this.monitor.status.kind}`,
        });
      }
    }
  }

  /** Stops publishing, waits until everybody has what came last, and closes the books. */
  async end(): Promise<Report> {
    await this.publisher.stop();
    // A last one of each: what was lost at the end shows with the next message.
    for (const topic of this.topics) await this.publisher.publish(topic);
    await Promise.all(this.#consumers.map((consumer) => consumer.finish(this.topics.filter((topic) => isOf(consumer.options.pattern, topic)), this.ledger, SETTLED_WITHIN_MS)));
    const books = sum(this.#consumers.map(({ options, taken }) => audit(taken, this.ledger, this.topics.filter((topic) => isOf(options.pattern, topic)))));
    const published = this.ledger.count('acknowledged');
    return { ...books, published, refusals: this.publisher.refusals, recoveriesMs: this.#recoveriesMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#consumers.map((consumer) => consumer.close()));
    await Promise.all([this.trainer.close(), this.monitor.close()]);
    await this.publisher.stop();
  }

  async #begin(): Promise<void> {
    const { trainer, monitor } = this;
    // Of a topic that nobody had heard of, nobody can tell that it was lost.
    for (const topic of this.topics) await this.publisher.publish(topic);
    await this.#add({ name: 'the pattern', brokers: [monitor], pattern: this.#pattern, from: 'now', pace: 'eager' });
    await this.#add({ name: 'the literal', brokers: [trainer], pattern: this.topics[1], from: 'now', pace: 'eager' });
    await this.#add({ name: 'from the start', brokers: [monitor], pattern: this.#pattern, from: 'start', pace: 'eager' });
    await this.#add({ name: 'the slow one', brokers: [monitor], pattern: this.#pattern, from: 'now', pace: 'slow' });
    await this.#add({ name: 'the resuming one', brokers: [monitor, trainer], pattern: this.#pattern, from: 'now', pace: 'resuming' });
    this.publisher.start();
    await this.pass(5);
  }

  async #add(options: ConsumerOptions): Promise<void> {
    this.#consumers.push(await Consumer.start(options, this.ledger));
  }
}

const isOf = (pattern: string, topic: string): boolean => pattern.endsWith('*') || pattern === topic;
