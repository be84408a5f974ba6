import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { range } from './range.js';

export function replay({ it }: Chapter): void {
  it('begins with the oldest retained message and goes on live', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 30));
    const reader = await stage.subscribe(stage.topic('log'), { from: 'start' });
    assert.deepEqual(await reader.takeData(30), range(1, 30));
    await stage.publishAll(stage.topic('log'), range(31, 60));
    assert.deepEqual(await reader.takeData(30), range(31, 60));
  });

  it('begins with the last n of each topic', async (stage) => {
    for (const name of ['a', 'b']) await stage.publishAll(stage.topic(name), range(1, 10));
    await stage.publishAll(stage.topic('c'), range(1, 2));
    const reader = await stage.subscribe(stage.topic('*'), { from: { last: 3 } });
    const taken = await reader.take(8);
    const of = (name: string): readonly unknown[] => taken.filter(({ topic }) => topic === stage.topic(name)).map(({ data }) => data);
    assert.deepEqual([of('a'), of('b'), of('c')], [[8, 9, 10], [8, 9, 10], [1, 2]]);
    assert.ok(taken.every(({ gap }) => gap === undefined));
  });

  it('begins from the last 0 as from now', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 3));
    const reader = await stage.subscribe(stage.topic('log'), { from: { last: 0 } });
    await stage.broker.publish(stage.topic('log'), 4);
    assert.equal((await reader.one()).data, 4);
  });

  it('joins the history to the live flow without a hole or a double while others publish', async (stage) => {
    const peer = await stage.connect();
    const topic = stage.topic('log');
    const publish = async (): Promise<void> => {
      for (const step of range(1, 400)) await peer.publish(topic, step);
    };
    const publishing = publish();
    const readers = [];
    for (const pace of range(1, 8)) {
      await stage.broker.publish(stage.topic('pace'), pace);
      readers.push(await stage.subscribe(topic, { from: 'start' }));
    }
    await publishing;
    for (const reader of readers) {
      const messages = await reader.take(400);
      assert.deepEqual(messages.map(({ data, offset, gap }) => [data, offset, gap]), range(1, 400).map((step) => [step, step, undefined]));
    }
  });

  it('replays more than a queue holds', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 2_000), { history: { maxLength: 5_000, ttlMs: 60_000 } });
    const reader = await stage.subscribe(stage.topic('log'), { from: 'start', maxQueueSize: 10 });
    assert.deepEqual(await reader.takeData(2_000), range(1, 2_000));
    assert.equal(reader.subscription.stats.missed, 0);
  });

  it('replays many topics, each in its order, together roughly in order of time', async (stage) => {
    for (const round of range(1, 5)) {
      await Promise.all(range(1, 80).map((name) => stage.broker.publish(stage.topic(`topic-${String(name)}`), round)));
    }
    const reader = await stage.subscribe(stage.topic('*'), { from: 'start' });
    const messages = await reader.take(400);
    for (const name of range(1, 80)) {
      const ofTopic = messages.filter(({ topic }) => topic === stage.topic(`topic-${String(name)}`));
      assert.deepEqual(ofTopic.map(({ data }) => data), range(1, 5), `topic ${String(name)}`);
    }
  });

  it('replays two subscriptions with the same pattern each from its own beginning', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 10));
    const all = await stage.subscribe(stage.topic('log'), { from: 'start' });
    const some = await stage.subscribe(stage.topic('log'), { from: { last: 2 } });
    const none = await stage.subscribe(stage.topic('log'));
    await stage.broker.publish(stage.topic('log'), 11);
    assert.deepEqual(await all.takeData(11), range(1, 11));
    assert.deepEqual(await some.takeData(3), [9, 10, 11]);
    assert.equal((await none.one()).data, 11);
  });
}
