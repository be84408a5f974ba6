import assert from 'node:assert/strict';
import { SlowConsumerError } from '../errors.js';
import type { Message } from '../message.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';

const ROOMY = { history: { maxLength: 5_000, ttlMs: 60_000 } };

const missedIn = (messages: readonly Message[]): number => messages.reduce((sum, { gap }) => sum + (gap?.missed ?? 0), 0);

export function overflow({ it }: Chapter): void {
  it('loses nothing of a slow consumer while the history holds it', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 10 });
    await stage.publishAll(topic, range(1, 1_000), ROOMY);
    assert.ok(reader.subscription.stats.queued <= 10);
    const messages = await reader.take(1_000);
    assert.deepEqual(messages.map(({ data, gap }) => [data, gap]), range(1, 1_000).map((step) => [step, undefined]));
    await stage.broker.publish(topic, 'live again');
    assert.equal((await reader.one()).data, 'live again');
  });

  it('never queues more than it may, also while it catches up', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'), { maxQueueSize: 5 });
    for (const round of range(1, 30)) {
      await stage.publishAll(stage.topic(`topic-${String(round % 3)}`), range(1, 10), ROOMY);
      await reader.take(3);
      assert.ok(reader.subscription.stats.queued <= 5, `${String(reader.subscription.stats.queued)} are queued`);
    }
    await reader.take(210);
  });

  it('reports exactly what was trimmed before a slow consumer could read it', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 10 });
    await stage.publishAll(topic, range(1, 3_000), { history: { maxLength: 50, ttlMs: 60_000 } });
    const messages = await reader.takeUntil(({ offset }) => offset === 3_000);
    const gaps = messages.filter(({ gap }) => gap !== undefined);
    assert.deepEqual(gaps.map(({ gap }) => gap?.reason), ['trimmed']);
    assert.equal(messages.length + missedIn(messages), 3_000);
    const { gaps: counted, missed, delivered } = reader.subscription.stats;
    assert.deepEqual([counted, missed, delivered], [1, missedIn(messages), messages.length]);
  });

  it('drops the oldest when told so, and reports how many', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 10, overflow: 'drop-oldest' });
    const witness = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 100));
    await witness.take(100);
    const first = await reader.one();
    assert.equal(first.gap?.reason, 'overflow');
    const rest = await reader.takeUntil(({ offset }) => offset === 100);
    assert.equal((first.gap.missed ?? 0) + 1 + rest.length, 100);
    assert.ok(rest.every(({ gap }) => gap === undefined));
    assert.ok(rest.length <= 10);
  });

  it('counts the drops of each topic on their own', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'), { maxQueueSize: 8, overflow: 'drop-oldest' });
    for (const step of range(1, 60)) await stage.broker.publish(stage.topic(step % 2 === 0 ? 'even' : 'odd'), step);
    const last = new Set<number | undefined>();
    const messages = await reader.takeUntil(({ data }) => (data === 59 || data === 60) && last.add(data).size === 2);
    for (const name of ['even', 'odd']) {
      const ofTopic = messages.filter(({ topic }) => topic === stage.topic(name));
      assert.equal(ofTopic.length + missedIn(ofTopic), 30);
    }
  });

  it('ends with a SlowConsumerError when told so, behind what is queued', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 10, overflow: 'error' });
    await stage.publishAll(topic, range(1, 50));
    const reason = await reader.subscription.closed;
    assert.deepEqual(await reader.takeData(10), range(1, 10));
    await assert.rejects(reader.iterator.next(), SlowConsumerError);
    assert.ok(reason.kind === 'failed' && reason.error instanceof SlowConsumerError);
    await reader.end();
    const { subscriptions, delivered } = stage.broker.stats();
    assert.deepEqual([subscriptions, delivered], [0, 10]);
  });

  for (const policy of ['catch-up', 'drop-oldest'] as const) {
    it(`counts unretained messages that found no room, with overflow ${policy}`, async (stage) => {
      const topic = stage.topic('tick');
      const reader = await stage.subscribe(topic, { maxQueueSize: 10, overflow: policy });
      await stage.publishAll(topic, range(1, 40), { history: false });
      await stage.broker.publish(topic, 'fence');
      const messages = await reader.takeUntil(({ data }) => data === 'fence');
      const { dropped, missed } = reader.subscription.stats;
      assert.equal(messages.length - 1 + dropped, 40);
      assert.deepEqual([missed, messages.filter(({ gap }) => gap !== undefined)], [0, []]);
      const steps = messages.slice(0, -1).map(({ data }) => Number(data));
      assert.deepEqual(steps, [...steps].sort((a, b) => a - b));
    });
  }

  it('does not let a slow consumer slow the others', async (stage) => {
    const topic = stage.topic('log');
    const slow = await stage.subscribe(topic, { maxQueueSize: 1 });
    const fast = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 200));
    assert.deepEqual(await fast.takeData(200), range(1, 200));
    assert.deepEqual(await slow.takeData(200), range(1, 200));
  });

  it('bounds the queue by bytes as well as by count', async (stage) => {
    const topic = stage.topic('blobs');
    const reader = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 100).map((step) => ({ step, blob: 'x'.repeat(10_000) })));
    await stage.broker.publish(stage.topic('other'), 1);
    assert.ok(reader.subscription.stats.queued < 60, `${String(reader.subscription.stats.queued)} are queued`);
    assert.deepEqual((await reader.takeData(100)).map((data) => (data as { step: number }).step), range(1, 100));
  }, { maxQueueBytes: 500_000 });
}
