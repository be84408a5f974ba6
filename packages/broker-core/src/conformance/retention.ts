import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { Chapter } from './chapter.js';
import { eventually } from './eventually.js';
import { range } from './range.js';

export function retention({ it }: Chapter): void {
  it('keeps the newest messages up to the length of its policy, and not many more', async (stage) => {
    const policy = { maxLength: 20, ttlMs: 60_000 };
    await stage.publishAll(stage.topic('log'), range(1, 3_000), { history: policy });
    const messages = await stage.history(stage.topic('log'));
    assert.deepEqual(messages.slice(-20).map(({ data }) => data), range(2_981, 3_000));
    assert.ok(messages.length <= 1_000, `${String(messages.length)} messages are retained`);
    const offsets = messages.map(({ offset }) => offset);
    assert.deepEqual(offsets, range(3_000 - messages.length + 1, 3_000));
  });

  it('keeps 1 000 messages of a topic by default', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 1_100));
    assert.deepEqual((await stage.history(stage.topic('log'))).slice(-1_000).map(({ data }) => data), range(101, 1_100));
  });

  it('keeps messages until their time is over, and not for ever', async (stage) => {
    const topic = stage.topic('log');
    const policy = { maxLength: 10, ttlMs: 1_000 };
    const publishedAt = performance.now();
    await stage.broker.publish(topic, 1, { history: policy });
    const retained = await stage.history(topic);
    if (performance.now() - publishedAt < policy.ttlMs) assert.equal(retained.length, 1);
    await eventually('the message is gone', async () => (await stage.history(topic)).length === 0);
    assert.ok(performance.now() - publishedAt >= policy.ttlMs - 20, 'the message was gone too early');
  });

  it('goes on counting where the history had ended when its messages expire', async (stage) => {
    const topic = stage.topic('log');
    const policy = { history: { maxLength: 10, ttlMs: 2_000 } };
    await stage.publishAll(topic, [1, 2], policy);
    await eventually('the messages are gone', async () => (await stage.history(topic)).length === 0);
    assert.equal((await stage.broker.publish(topic, 3, policy)).offset, 3);
  });
}
