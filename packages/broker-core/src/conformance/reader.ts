import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { Message } from '../message.js';
import type { Subscription } from '../subscription.js';
import { within } from './within.js';

export interface ReadOptions {
  /** Milliseconds for all of it. Default 10 000. */
  readonly withinMs?: number;
}

const WITHIN_MS = 10_000;

/** The consumer of one subscription; every wait has a deadline. */
export class Reader {
  readonly subscription: Subscription;
  #iterator: AsyncIterator<Message, undefined, undefined> | undefined;

  constructor(subscription: Subscription) {
    this.subscription = subscription;
  }

  get iterator(): AsyncIterator<Message, undefined, undefined> {
    return (this.#iterator ??= this.subscription[Symbol.asyncIterator]());
  }

  /** The next `count` messages. */
  async take(count: number, { withinMs = WITHIN_MS }: ReadOptions = {}): Promise<readonly Message[]> {
    const endsAt = performance.now() + withinMs;
    const taken: Message[] = [];
    while (taken.length < count) {
      const message = await this.#next(endsAt - performance.now(), () => `${String(taken.length)} of ${String(count)} messages came`);
      taken.push(message);
    }
    return taken;
  }

  /** The data of the next `count` messages. */
  async takeData(count: number, options?: ReadOptions): Promise<readonly unknown[]> {
    return (await this.take(count, options)).map(({ data }) => data);
  }

  /** The next message. */
  async one(options?: ReadOptions): Promise<Message> {
    const [message] = await this.take(1, options);
    assert.ok(message);
    return message;
  }

  /** All messages up to the first that the predicate accepts, with it. */
  async takeUntil(isLast: (message: Message) => boolean, { withinMs = WITHIN_MS }: ReadOptions = {}): Promise<readonly Message[]> {
    const endsAt = performance.now() + withinMs;
    const taken: Message[] = [];
    for (;;) {
      const message = await this.#next(endsAt - performance.now(), () => `${String(taken.length)} messages came, the last one did not`);
      taken.push(message);
      if (isLast(message)) return taken;
    }
  }

  /** Asserts that nothing more comes, because the iteration has ended. */
  async end({ withinMs = WITHIN_MS }: ReadOptions = {}): Promise<void> {
    const result = await within(this.iterator.next(), withinMs, () => 'the iteration did not end');
    assert.deepEqual(result, { done: true, value: undefined });
  }

  async #next(withinMs: number, what: () => string): Promise<Message> {
    const result = await within(this.iterator.next(), Math.max(1, withinMs), what);
    if (result.done === true) assert.fail(`The iteration ended: ${what()}.`);
    return result.value;
  }
}
