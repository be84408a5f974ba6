import assert from 'node:assert/strict';
import { SlowConsumerError } from '../errors.js';
import type { Cursor } from '../subscription.js';
import type { Chapter } from './chapter.js';
import { collect } from './collect.js';
import { eventually } from './eventually.js';
import { range } from './range.js';
import { Reader } from './reader.js';

export function cursors({ it }: Chapter): void {
  it('resumes right behind the last message the consumer has taken', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 10));
    await reader.take(4);
    const { cursor } = reader.subscription;
    await reader.subscription.close();
    await stage.publishAll(topic, range(11, 15));
    const resumed = await stage.subscribe(topic, { from: cursor });
    assert.deepEqual((await resumed.take(11)).map(({ data, gap }) => [data, gap]), range(5, 15).map((step) => [step, undefined]));
    await stage.broker.publish(topic, 'fence');
    assert.equal((await resumed.one()).data, 'fence');
  });

  it('is a string that survives JSON, and resumes in another client', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'));
    await stage.publishAll(stage.topic('a'), range(1, 5));
    await stage.publishAll(stage.topic('b'), range(1, 5));
    await reader.take(5);
    const cursor = JSON.parse(JSON.stringify(reader.subscription.cursor)) as Cursor;
    const rest = (await reader.take(5)).map(({ id }) => id);
    await reader.subscription.close();
    const resumed = new Reader((await stage.connect()).subscribe(stage.topic('*'), { from: cursor }));
    assert.deepEqual((await resumed.take(5)).map(({ id }) => id).sort(), [...rest].sort());
  });

  it('stays where it was when the subscription has ended', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 10));
    await reader.take(4);
    await reader.subscription.close();
    await stage.publishAll(topic, range(11, 12));
    const resumed = await stage.subscribe(topic, { from: reader.subscription.cursor });
    assert.deepEqual(await resumed.takeData(8), range(5, 12));
  });

  it('counts a message as taken when the loop that got it breaks', async (stage) => {
    const topic = stage.topic('log');
    const subscription = stage.broker.subscribe(topic, { from: 'start' });
    await stage.publishAll(topic, range(1, 10));
    for await (const { data } of subscription) if (data === 3) break;
    const resumed = await stage.subscribe(topic, { from: subscription.cursor });
    assert.equal((await resumed.one()).data, 4);
  });

  it('takes topics younger than the cursor from their beginning', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'));
    await stage.broker.publish(stage.topic('old'), 'taken');
    await reader.take(1);
    await reader.subscription.close();
    await stage.publishAll(stage.topic('young'), range(1, 3));
    const resumed = await stage.subscribe(stage.topic('*'), { from: reader.subscription.cursor });
    assert.deepEqual(await resumed.takeData(3), range(1, 3));
  });

  it('resumes a quiet subscription with what came since it was in place', async (stage) => {
    const topic = stage.topic('log');
    await stage.publishAll(topic, range(1, 3));
    const reader = await stage.subscribe(topic);
    const { cursor } = reader.subscription;
    await stage.publishAll(topic, range(4, 6));
    const resumed = await stage.subscribe(topic, { from: cursor });
    assert.deepEqual(await resumed.takeData(3), range(4, 6));
  });

  it('reports exactly what the history no longer holds', async (stage) => {
    const topic = stage.topic('log');
    const history = { maxLength: 10, ttlMs: 60_000 };
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 5), { history });
    await reader.take(3);
    await stage.publishAll(topic, range(6, 2_000), { history });
    const resumed = await stage.subscribe(topic, { from: reader.subscription.cursor });
    const { offset = 0, gap } = await resumed.one();
    assert.ok(offset <= 1_991);
    assert.deepEqual(gap, { reason: 'trimmed', missed: offset - 4 });
  });

  it('keeps its place in the middle of a replay', async (stage) => {
    const topic = stage.topic('log');
    await stage.publishAll(topic, range(1, 100));
    let cursor: Cursor | undefined;
    for (const first of [1, 26, 51, 76]) {
      const reader = await stage.subscribe(topic, { from: cursor ?? 'start', maxQueueSize: 7 });
      assert.deepEqual(await reader.takeData(25), range(first, first + 24));
      cursor = reader.subscription.cursor;
      await reader.subscription.close();
    }
  });

  it('keeps its place in a subscription that failed', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { overflow: 'error', maxQueueSize: 5 });
    await stage.publishAll(topic, range(1, 20));
    assert.deepEqual(await reader.takeData(2), [1, 2]);
    const resumed = await stage.subscribe(topic, { from: reader.subscription.cursor });
    assert.deepEqual(await resumed.takeData(18), range(3, 20));
  });

  it('counts the message that overflowed a subscription as not taken', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { overflow: 'error', maxQueueSize: 5 });
    await stage.publishAll(topic, range(1, 20));
    // A next() that waits already would take a sixth message past the queue.
    await eventually('the queue is full', () => reader.subscription.stats.queued === 5);
    assert.deepEqual(await reader.takeData(5), range(1, 5));
    await assert.rejects(reader.iterator.next(), SlowConsumerError);
    const resumed = await stage.subscribe(topic, { from: reader.subscription.cursor });
    assert.deepEqual(await resumed.takeData(15), range(6, 20));
  });

  it('tells a history where to begin, too', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 10));
    await reader.take(7);
    const messages = await collect(stage.broker.history(topic, { from: reader.subscription.cursor }));
    assert.deepEqual(messages.map(({ data }) => data), [8, 9, 10]);
  });

  it('taken before a subscription is in place means where that was told to begin', async (stage) => {
    const topic = stage.topic('log');
    await stage.publishAll(topic, range(1, 5));
    const subscription = stage.broker.subscribe(topic, { from: { last: 2 } });
    const resumed = await stage.subscribe(topic, { from: subscription.cursor });
    assert.deepEqual(await resumed.takeData(2), [4, 5]);
    await subscription.close();
  });
}
