import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { eventually } from './eventually.js';
import { range } from './range.js';

export function resets({ it }: Chapter): void {
  it('reports a lost history as reset with an unknown number, and is live again', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 5));
    await reader.take(5);
    await stage.loseHistory();
    await stage.publishAll(topic, range(6, 10));
    const messages = await reader.take(5);
    assert.deepEqual(messages.map(({ data, offset }) => [data, offset]), range(6, 10).map((step) => [step, step - 5]));
    assert.deepEqual(messages.map(({ gap }) => gap), [{ reason: 'reset' }, undefined, undefined, undefined, undefined]);
  });

  it('tells a new history that is longer than the lost one from it', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 3));
    await reader.take(3);
    await stage.interrupt(async () => {
      await stage.loseHistory();
      await stage.publishAll(topic, range(4, 20));
    });
    const messages = await reader.take(17);
    assert.deepEqual(messages.map(({ data }) => data), range(4, 20));
    assert.deepEqual(messages[0]?.gap, { reason: 'reset' });
  });

  it('reports a history that was lost between a cursor and its resumption', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 5));
    await reader.take(5);
    const { cursor } = reader.subscription;
    await reader.subscription.close();
    await stage.loseHistory();
    await stage.publishAll(topic, range(6, 8));
    const messages = await (await stage.subscribe(topic, { from: cursor })).take(3);
    assert.deepEqual(messages.map(({ data, gap }) => [data, gap?.reason]), [[6, 'reset'], [7, undefined], [8, undefined]]);
  });

  it('reports a history that is lost while a slow consumer reads it', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 4 });
    await stage.publishAll(topic, range(1, 400));
    await reader.take(2);
    await stage.loseHistory();
    await stage.publishAll(topic, range(401, 410));
    const messages = await reader.takeUntil(({ data }) => data === 410);
    const steps = messages.map(({ data }) => Number(data));
    assert.deepEqual(steps, [...steps].sort((a, b) => a - b));
    const reset = messages.findIndex(({ gap }) => gap?.reason === 'reset');
    assert.deepEqual(steps.slice(reset), range(401, 410));
  });

  it('waits in peace for the new history when a slow consumer outlives the old one', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 4 });
    await stage.publishAll(topic, range(1, 2_000), { history: { maxLength: 5_000, ttlMs: 60_000 } });
    await stage.loseHistory();
    const next = reader.takeUntil(({ gap }) => gap?.reason === 'reset');
    // The consumer has taken what was read ahead, and waits; the broker serves others meanwhile.
    await eventually('nothing is queued', () => reader.subscription.stats.queued === 0);
    await stage.broker.publish(topic, 'anew');
    const last = (await next).at(-1);
    assert.deepEqual([last?.data, last?.offset], ['anew', 1]);
  });

  it('reports a reset once to each subscription that it concerns, and to no other', async (stage) => {
    const topic = stage.topic('log');
    const old = [await stage.subscribe(topic), await stage.subscribe(stage.topic('*'))];
    await stage.broker.publish(topic, 1);
    for (const reader of old) await reader.take(1);
    await stage.loseHistory();
    const young = await stage.subscribe(topic);
    await stage.publishAll(topic, [2, 3]);
    for (const reader of old) assert.deepEqual((await reader.take(2)).map(({ gap }) => gap), [{ reason: 'reset' }, undefined]);
    assert.deepEqual((await young.take(2)).map(({ data, gap }) => [data, gap]), [[2, undefined], [3, undefined]]);
  });

  it('resumes in the new history from the cursor of a subscription that began when there was none', async (stage) => {
    const topic = stage.topic('log');
    const old = await stage.subscribe(topic);
    await stage.broker.publish(topic, 1);
    await old.take(1);
    await stage.loseHistory();
    const young = await stage.subscribe(topic);
    const { cursor } = young.subscription;
    await stage.publishAll(topic, [2, 3]);
    const resumed = await stage.subscribe(topic, { from: cursor });
    assert.deepEqual((await resumed.take(2)).map(({ data, gap }) => [data, gap]), [[2, undefined], [3, undefined]]);
  });

  it('delivers once what its publisher sends again to a new history', async (stage) => {
    const topic = stage.topic('log');
    const live = await stage.subscribe(topic);
    const readers = [live, await stage.subscribe(topic, { from: 'start' })];
    await stage.publishAll(topic, range(1, 3));
    await stage.broker.publish(topic, 4, { id: 'four' });
    for (const reader of readers) await reader.take(4);
    const { cursor } = live.subscription;
    await stage.loseHistory();
    await stage.broker.publish(topic, 4, { id: 'four' });
    readers.push(await stage.subscribe(topic, { from: cursor }));
    await stage.broker.publish(topic, 5);
    for (const reader of readers) assert.deepEqual((await reader.take(1)).map(({ data, gap }) => [data, gap]), [[5, { reason: 'reset' }]]);
  });

  it('goes on from a cursor in a new history that the live flow has not heard of yet', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 8 });
    await stage.publishAll(topic, range(1, 40));
    await reader.take(2);
    await stage.interrupt(async () => {
      await stage.loseHistory();
      await stage.publishAll(topic, range(41, 100));
      await reader.takeUntil(({ data }) => data === 60);
      await reader.subscription.close();
    });
    const messages = await (await stage.subscribe(topic, { from: reader.subscription.cursor })).take(40);
    assert.deepEqual(messages.map(({ data, gap }) => [data, gap]), range(61, 100).map((step) => [step, undefined]));
  });
}
