import assert from 'node:assert/strict';
import { BrokerError, ClosedError } from '../errors.js';
import type { CloseReason, Subscription } from '../subscription.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import type { Stage } from './stage.js';
import { within } from './within.js';

const soon = <T>(promise: Promise<T>): Promise<T> => within(promise, 5_000, () => 'it did not end at once');

/** Every way a consumer ends its own subscription, and the reason that it leaves. */
const ENDINGS: readonly (readonly [string, CloseReason['kind'], (subscription: Subscription, abort: AbortController) => Promise<unknown>])[] = [
  ['close()', 'closed', (subscription) => subscription.close()],
  ['an aborted signal', 'aborted', (_, abort) => { abort.abort(); return Promise.resolve(); }],
  ['await using', 'closed', async (subscription) => { await using owned = subscription; await owned.ready; }],
];

async function assertFreed(stage: Stage, subscription: Subscription, kind: CloseReason['kind']): Promise<void> {
  assert.equal((await soon(subscription.closed)).kind, kind);
  assert.equal(stage.broker.stats().subscriptions, 0);
}

export function lifecycle({ it }: Chapter): void {
  for (const [name, kind, end] of ENDINGS) {
    it(`ends at once by ${name}, also while a next() is pending`, async (stage) => {
      const abort = new AbortController();
      const subscription = stage.broker.subscribe(stage.topic('log'), { signal: abort.signal });
      const iterator = subscription[Symbol.asyncIterator]();
      const pending = [iterator.next(), iterator.next()];
      await subscription.ready;
      await soon(end(subscription, abort));
      for (const next of pending) assert.deepEqual(await soon(next), { done: true, value: undefined });
      assert.deepEqual(await soon(iterator.next()), { done: true, value: undefined });
      assert.equal((await soon(subscription.closed)).kind, kind);
      assert.equal(stage.broker.stats().subscriptions, 0);
    });

    it(`ends by ${name} before it is in place`, async (stage) => {
      const abort = new AbortController();
      const subscription = stage.broker.subscribe(stage.topic('log'), { signal: abort.signal });
      const next = subscription[Symbol.asyncIterator]().next();
      await soon(end(subscription, abort));
      assert.equal((await soon(next)).done, true);
      assert.equal((await soon(subscription.closed)).kind, kind);
      assert.equal(stage.broker.stats().subscriptions, 0);
    });
  }

  it('ends by return() at once, with what return() was called beside', async (stage) => {
    const subscription = stage.broker.subscribe(stage.topic('log'));
    const iterator = subscription[Symbol.asyncIterator]();
    const pending = iterator.next();
    assert.deepEqual(await soon(Promise.resolve(iterator.return?.())), { done: true, value: undefined });
    assert.equal((await soon(pending)).done, true);
    await assertFreed(stage, subscription, 'closed');
  });

  it('ends by throw(), which rejects with the same error', async (stage) => {
    const subscription = stage.broker.subscribe(stage.topic('log'));
    const iterator = subscription[Symbol.asyncIterator]();
    const failure = new Error('enough');
    await assert.rejects(Promise.resolve(iterator.throw?.(failure)), (error: unknown) => error === failure);
    await assertFreed(stage, subscription, 'closed');
  });

  it('ends when its loop breaks, and when its loop throws; the error is the loop\'s', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 5));
    const left = stage.broker.subscribe(stage.topic('log'), { from: 'start' });
    for await (const { data } of left) if (data === 2) break;
    await assertFreed(stage, left, 'closed');
    const thrown = stage.broker.subscribe(stage.topic('log'), { from: 'start' });
    await assert.rejects(async () => {
      for await (const { data } of thrown) if (data === 2) throw new RangeError('two');
    }, RangeError);
    await assertFreed(stage, thrown, 'closed');
  });

  it('ends when it is closed inside its own loop, and hands over nothing more', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 20));
    const subscription = stage.broker.subscribe(stage.topic('log'), { from: 'start' });
    const taken: unknown[] = [];
    for await (const { data } of subscription) {
      if (taken.push(data) === 3) void subscription.close();
    }
    assert.deepEqual(taken, [1, 2, 3]);
  });

  it('rejects ready, and nothing else, when it is closed before it is in place', async (stage) => {
    const subscription = stage.broker.subscribe(stage.topic('log'));
    await soon(subscription.close());
    await assert.rejects(subscription.ready, ClosedError);
    await assertFreed(stage, subscription, 'closed');
  });

  it('does not begin when its signal is aborted already', async (stage) => {
    const subscription = stage.broker.subscribe(stage.topic('log'), { signal: AbortSignal.abort() });
    assert.equal((await soon(subscription[Symbol.asyncIterator]().next())).done, true);
    await assert.rejects(subscription.ready, ClosedError);
    await assertFreed(stage, subscription, 'aborted');
  });

  it('disturbs no other subscription when its signal is aborted already', async (stage) => {
    const kept = await stage.subscribe(stage.topic('log'));
    await stage.publishAll(stage.topic('log'), range(1, 5));
    const never = stage.broker.subscribe(stage.topic('log'), { signal: AbortSignal.abort() });
    await soon(never.close());
    await stage.publishAll(stage.topic('log'), range(6, 10));
    assert.deepEqual(await kept.takeData(10), range(1, 10));
  });

  it('serves concurrent next() calls in order', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    const calls = range(1, 10).map(() => reader.iterator.next());
    await stage.publishAll(stage.topic('log'), range(1, 10));
    assert.deepEqual((await soon(Promise.all(calls))).map(({ value }) => value?.data), range(1, 10));
  });

  it('can be iterated once; a second iterator is an error', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    const first = reader.iterator;
    const isRefusal = (error: unknown): boolean => error instanceof BrokerError && error.code === 'INVALID_ARGUMENT';
    assert.throws(() => reader.subscription[Symbol.asyncIterator](), isRefusal);
    assert.throws(() => reader.subscription.batches(), isRefusal);
    await stage.broker.publish(stage.topic('log'), 1);
    assert.equal((await soon(first.next())).value?.data, 1);
  });

  it('closes as often as it is told, with the first reason', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    await Promise.all([reader.subscription.close(), reader.subscription.close()]);
    await reader.subscription.close();
    await stage.broker.close();
    assert.deepEqual(await reader.subscription.closed, { kind: 'closed' });
  });

  it('disturbs no other subscription of the same pattern', async (stage) => {
    const kept = await stage.subscribe(stage.topic('log'));
    for (const round of range(1, 10)) {
      const left = stage.broker.subscribe(stage.topic('log'));
      if (round % 2 === 0) await left.ready;
      await Promise.all([left.close(), stage.broker.publish(stage.topic('log'), round)]);
    }
    assert.deepEqual(await kept.takeData(10), range(1, 10));
  });

  it('begins again while a subscription of the same pattern is closing', async (stage) => {
    let closing: Promise<void> = Promise.resolve();
    for (const round of range(1, 20)) {
      const reader = await stage.subscribe(stage.topic('log'));
      await stage.broker.publish(stage.topic('log'), round);
      assert.equal((await reader.one()).data, round);
      await closing;
      closing = reader.subscription.close();
    }
    await closing;
  });

  it('lets a consumer that throws affect nobody else', async (stage) => {
    const [steady, failing] = [await stage.subscribe(stage.topic('log')), await stage.subscribe(stage.topic('*'))];
    const failed = assert.rejects(async () => {
      for await (const { data } of { [Symbol.asyncIterator]: () => failing.iterator }) throw new Error(String(data));
    }, /^Error: 1$/);
    await stage.publishAll(stage.topic('log'), range(1, 3));
    await failed;
    await stage.broker.publish(stage.topic('log'), 4);
    assert.deepEqual(await steady.takeData(4), range(1, 4));
  });
}
