import { setImmediate as immediate } from 'node:timers/promises';
import type { MessageBroker } from '../../broker.js';
import type { SubscribeOptions } from '../../subscription.js';
import { range } from '../range.js';
import type { SeededRandom } from '../seeded-random.js';
import type { Stage } from '../stage.js';
import { Account } from './account.js';
import { Beginning } from './beginning.js';
import { Consumer } from './consumer.js';
import { Ledger } from './ledger.js';

const MAX_CONSUMERS = 5;
const DRAIN_MS = 10_000;
/** How often, and for how long, a consumer that drops is tried, milliseconds. */
const [FENCES, FENCE_MS] = [20, 500];

/** One random history of publishers, consumers, cursors, trims and faults, and the books of it. */
export class Schedule {
  readonly #stage: Stage;
  readonly #random: SeededRandom;
  readonly #publishers: readonly [MessageBroker, ...MessageBroker[]];
  readonly #topics: readonly [string, ...string[]];
  readonly #maxLengths: ReadonlyMap<string, number>;
  readonly #ledger = new Ledger();
  readonly #consumers: Consumer[] = [];
  #isLossy: boolean;

  constructor(stage: Stage, random: SeededRandom, peer: MessageBroker) {
    this.#stage = stage;
    this.#random = random;
    this.#publishers = [stage.broker, peer];
    this.#topics = [stage.topic('a.log'), ...range(1, random.whole(0, 3)).map((name) => stage.topic(`b.topic-${String(name)}`))];
    this.#maxLengths = new Map(this.#topics.map((topic) => [topic, random.pick([3, 10, 40, 1_000])]));
    this.#isLossy = random.isLikely(0.15);
  }

  async run(): Promise<void> {
    // Of a topic that nobody had heard of, nobody can tell that it was lost.
    await Promise.all(this.#topics.map((topic) => this.#publish(topic, true)));
    const steps = this.#random.whole(10, 50);
    for (let step = 0; step < steps; step++) await this.#act(true);
    await this.#ledger.settle();
    await Promise.all(this.#consumers.map((consumer) => consumer.place()));
    for (const topic of this.#topics) await this.#fence(topic);
    for (const consumer of this.#consumers) {
      await consumer.close();
      consumer.account.check(true);
    }
  }

  async #act(mayInterrupt: boolean): Promise<void> {
    const dice = this.#random.next();
    if (dice < 0.4) await this.#burst();
    else if (dice < 0.5) this.#begin();
    else if (dice < 0.75) await this.#withConsumer((consumer) => consumer.step(this.#random.whole(1, 25)));
    else if (dice < 0.83) await this.#withConsumer((consumer) => consumer.resume(this.#random.isLikely(0.5)));
    // A fork waits until its consumer is in place, and no backend need place one while its path is cut.
    else if (dice < 0.86 && mayInterrupt) await this.#withConsumer((consumer) => this.#fork(consumer));
    else if (dice < 0.88) await this.#withConsumer((consumer) => this.#leave(consumer));
    else if (dice < 0.95 || !mayInterrupt) await this.#pause();
    else await this.#fault();
    for (const consumer of this.#consumers) consumer.checkQueue();
  }

  async #fault(): Promise<void> {
    const isLoss = this.#isLossy && this.#random.isLikely(0.3);
    if (isLoss) {
      this.#isLossy = false;
      await Promise.all(this.#consumers.map((consumer) => consumer.place()));
    }
    await this.#stage.interrupt(async () => {
      for (const step of range(1, this.#random.whole(1, 6))) {
        if (isLoss && step === 1) await this.#lose();
        await this.#act(false);
      }
    });
  }

  async #lose(): Promise<void> {
    await this.#ledger.settle();
    this.#ledger.generation++;
    await this.#stage.loseHistory();
  }

  async #burst(): Promise<void> {
    const topic = this.#random.pick(this.#topics);
    const isRetained = this.#random.isLikely(0.85);
    const published = Promise.all(range(1, this.#random.whole(1, 30)).map(() => this.#publish(topic, isRetained)));
    if (this.#random.isLikely(0.5)) await published;
  }

  #publish(topic: string, isRetained: boolean): Promise<void> {
    const by = this.#random.whole(0, 1);
    const history = isRetained && { maxLength: this.#maxLengths.get(topic) ?? 1, ttlMs: 600_000 };
    return this.#ledger.add(topic, by, (entry) => (this.#publishers[by] ?? this.#stage.broker).publish(topic, entry, { history }));
  }

  #begin(): void {
    if (this.#consumers.length >= MAX_CONSUMERS) return;
    const [first] = this.#topics;
    const topics = this.#random.isLikely(0.3) ? [first] : this.#topics;
    const pattern = topics.length < this.#topics.length ? first : this.#random.pick<string | readonly string[]>([this.#stage.topic('*'), [...topics, this.#stage.topic('b.*')]]);
    const from = this.#random.pick<'now' | 'start' | { readonly last: number }>(['now', 'now', 'start', { last: this.#random.whole(0, 3) }]);
    const beginning = new Beginning(this.#ledger, topics, from, this.#maxLengths);
    this.#consumers.push(new Consumer({
      broker: this.#stage.broker,
      pattern,
      account: new Account(this.#ledger, beginning),
      subscribe: {
        from,
        maxQueueSize: this.#random.pick([1, 2, 5, 20, 1_000]),
        overflow: this.#random.pick<NonNullable<SubscribeOptions['overflow']>>(['catch-up', 'catch-up', 'drop-oldest', 'error']),
      },
      isEager: this.#random.isLikely(0.3),
      batchSize: this.#random.isLikely(0.3) ? this.#random.whole(1, 10) : undefined,
    }));
  }

  /** A second consumer that goes on from another's cursor. */
  async #fork(consumer: Consumer): Promise<void> {
    if (this.#consumers.length >= MAX_CONSUMERS || consumer.options.isEager) return;
    await consumer.place();
    const { cursor, account, options } = consumer;
    this.#consumers.push(new Consumer({ ...options, account: account.fork(), subscribe: { ...options.subscribe, from: cursor } }));
  }

  async #leave(consumer: Consumer): Promise<void> {
    this.#consumers.splice(this.#consumers.indexOf(consumer), 1);
    await consumer.close();
    await this.#ledger.settle();
    consumer.account.check(false);
  }

  async #withConsumer(act: (consumer: Consumer) => Promise<void>): Promise<void> {
    const [first, ...others] = this.#consumers;
    if (first !== undefined) await act(this.#random.pick([first, ...others]));
  }

  /** Lets what is under way come some steps further. */
  async #pause(): Promise<void> {
    for (let left = this.#random.whole(1, 20); left > 0; left--) await (this.#random.isLikely(0.5) ? Promise.resolve() : immediate());
  }

  /** The newest message of a topic reaches every consumer of it. */
  async #fence(topic: string): Promise<void> {
    const consumers = this.#consumers.filter(({ account }) => account.beginning.topics.includes(topic));
    // A queue that drops its oldest may drop the fence itself, for what a catch-up of another topic brings at that moment.
    let isPassed = false;
    for (let left = FENCES; left > 0 && !isPassed; left--) isPassed = await this.#passFence(topic, consumers, left > 1);
  }

  /** `false`: a consumer that may drop has not taken the fence so far. */
  async #passFence(topic: string, consumers: readonly Consumer[], mayMiss: boolean): Promise<boolean> {
    const n = this.#ledger.next;
    await this.#publish(topic, true);
    let isPassed = true;
    for (const consumer of consumers) {
      const drained = consumer.drain(() => consumer.account.has(n), consumer.mayDrop && mayMiss ? FENCE_MS : DRAIN_MS, `the last message of ${topic}`);
      isPassed = (await (mayMiss && consumer.mayDrop ? drained.then(() => true, () => false) : drained.then(() => true))) && isPassed;
    }
    return isPassed;
  }
}
