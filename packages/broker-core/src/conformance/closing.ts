import assert from 'node:assert/strict';
import type { BrokerStatus } from '../broker.js';
import { ClosedError } from '../errors.js';
import type { Chapter } from './chapter.js';
import { collect } from './collect.js';
import { range } from './range.js';
import { within } from './within.js';

/** The longest that closing may take, milliseconds. */
const BOUND_MS = 10_000;

export function closing({ it }: Chapter): void {
  it('ends every subscription with the reason broker-closed, also those not in place yet', async (stage) => {
    const placed = await stage.subscribe(stage.topic('*'));
    const placing = stage.broker.subscribe(stage.topic('log'));
    const pending = placed.iterator.next();
    await within(stage.broker.close(), BOUND_MS, () => 'the broker did not close');
    assert.equal((await pending).done, true);
    for (const subscription of [placed.subscription, placing]) assert.deepEqual(await subscription.closed, { kind: 'broker-closed' });
    await assert.rejects(placing.ready, ClosedError);
    assert.equal(stage.broker.stats().subscriptions, 0);
  });

  it('refuses every call after it with a ClosedError', async (stage) => {
    const { broker } = stage;
    await broker.close();
    const [topic, key] = [stage.topic('a'), stage.key('a')];
    await assert.rejects(broker.publish(topic, 1), ClosedError);
    assert.throws(() => broker.subscribe(topic), ClosedError);
    await assert.rejects(async () => { await collect(broker.history(topic)); }, ClosedError);
    await assert.rejects(broker.store.get(key), ClosedError);
    await assert.rejects(broker.store.getMany([key]), ClosedError);
    await assert.rejects(broker.store.set(key, 1), ClosedError);
    await assert.rejects(broker.store.update(key, () => 1), ClosedError);
    await assert.rejects(broker.store.delete(key), ClosedError);
    await assert.rejects(async () => { await collect(broker.store.keys(key)); }, ClosedError);
  });

  it('is idempotent', async (stage) => {
    await Promise.all([stage.broker.close(), stage.broker.close()]);
    await stage.broker.close();
    await stage.broker[Symbol.asyncDispose]();
    assert.deepEqual(stage.broker.status, { kind: 'closed' });
  });

  it('settles what is under way: nothing hangs', async (stage) => {
    const { broker } = stage;
    const calls: Promise<unknown>[] = [
      ...range(1, 20).map((step) => broker.publish(stage.topic('log'), step)),
      broker.store.set(stage.key('a'), 1),
      broker.store.update(stage.key('b'), () => 1),
      broker.subscribe(stage.topic('*')).ready,
      collect(broker.history(stage.topic('*'))),
      broker.healthCheck(),
    ];
    const settled = Promise.allSettled(calls);
    await within(broker.close(), BOUND_MS, () => 'the broker did not close');
    const outcomes = await within(settled, BOUND_MS, () => 'a call did not settle');
    assert.equal(outcomes.length, calls.length);
  });

  it('does not let a history that it cuts short look complete', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 3_000), { history: { maxLength: 5_000, ttlMs: 60_000 } });
    const taken: unknown[] = [];
    const reading = (async () => {
      for await (const { data } of stage.broker.history(stage.topic('log'))) {
        if (taken.push(data) === 1) await stage.broker.close();
      }
    })();
    await assert.rejects(within(reading, BOUND_MS, () => 'the history did not end'), ClosedError);
    assert.deepEqual(taken, range(1, taken.length));
  });

  it('leaves the numbers readable', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    await stage.publishAll(stage.topic('log'), range(1, 5));
    await reader.take(5);
    await stage.broker.close();
    const { published, delivered, missed, dropped, invalid, subscriptions } = stage.broker.stats();
    assert.deepEqual({ published, delivered, missed, dropped, invalid, subscriptions }, { published: 5, delivered: 5, missed: 0, dropped: 0, invalid: 0, subscriptions: 0 });
    assert.equal(reader.subscription.stats.delivered, 5);
  });

  it('tells its listeners, each once, and forgets those that have left', async (stage) => {
    const heard: BrokerStatus['kind'][] = [];
    const left: unknown[] = [];
    const listener = (status: BrokerStatus): void => void heard.push(status.kind);
    stage.broker.onStatusChange(listener);
    const leave = stage.broker.onStatusChange((status) => left.push(status));
    leave();
    leave();
    await stage.broker.close();
    await stage.broker.close();
    assert.deepEqual([heard.filter((kind) => kind === 'closed'), left], [['closed'], []]);
  });

  it('lets a subscription end at once while its delivery path is cut, in place or not', async (stage) => {
    const placed = await stage.subscribe(stage.topic('log'));
    await stage.interrupt(async () => {
      const placing = stage.broker.subscribe(stage.topic('other'));
      await within(Promise.all([placing.close(), placed.subscription.close()]), BOUND_MS, () => 'a subscription did not close');
    });
  });

  it('leaves the other clients of the storage alone', async (stage) => {
    const peer = await stage.connect();
    if (peer === stage.broker) return;
    await peer.close();
    const reader = await stage.subscribe(stage.topic('log'));
    await stage.broker.publish(stage.topic('log'), 1);
    assert.equal((await reader.one()).data, 1);
  });

  it('is ready before it is used, or when it has been', async (stage) => {
    await stage.broker.publish(stage.topic('log'), 1);
    assert.equal(stage.broker.status.kind, 'ready');
  });
}
