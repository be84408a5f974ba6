/// <reference lib="esnext.disposable" preserve="true" />
import type { ChannelSubscription } from './channel-subscription.js';

/**
 * A stored value now, and again after every change: `for await (const value of watch)`. A message only brings the news
 * that the value changed; the value itself is read. So there is no hole between the two, nothing older ever follows
 * something newer, and changes that come faster than they are taken are told once. `undefined`: nothing is stored.
 */
export class ValueWatch<Value> implements AsyncIterable<Value | undefined>, AsyncDisposable {
  readonly #changes: ChannelSubscription<string>;
  readonly #read: () => Promise<Value | undefined>;

  constructor(changes: ChannelSubscription<string>, read: () => Promise<Value | undefined>) {
    this.#changes = changes;
    this.#read = read;
  }

  [Symbol.asyncIterator](): AsyncIterator<Value | undefined, undefined, undefined> {
    const batches = this.#changes.batches()[Symbol.asyncIterator]();
    let told: string | undefined;
    let isFirst = true;
    const next = async (): Promise<IteratorResult<Value | undefined, undefined>> => {
      for (;;) {
        if (isFirst) await this.#changes.ready;
        else if ((await batches.next()).done === true) return { done: true, value: undefined };
        const value = await this.#read();
        const text = JSON.stringify(value) as string | undefined;
        if (!isFirst && text === told) continue;
        isFirst = false;
        told = text;
        return { done: false, value };
      }
    };
    let turn: Promise<unknown> = Promise.resolve();
    return {
      next: () => {
        const result = turn.then(next);
        turn = result.catch(() => undefined);
        return result;
      },
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  /** Ends it. Idempotent; never rejects. */
  close(): Promise<void> {
    return this.#changes.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
