import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { range } from './range.js';

export function fireAndForget({ it }: Chapter): void {
  it('delivers a message without history, and no offset with it', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'));
    const receipt = await stage.broker.publish(stage.topic('tick'), 1, { history: false });
    const message = await reader.one();
    assert.deepEqual([message.id, message.data], [receipt.id, 1]);
    assert.ok(!('offset' in message) && !('gap' in message));
    assert.equal(receipt.offset, undefined);
  });

  it('retains nothing of a message without history', async (stage) => {
    await stage.broker.publish(stage.topic('tick'), 1, { history: false });
    await stage.broker.publish(stage.topic('tick'), 2);
    await stage.broker.publish(stage.topic('tick'), 3, { history: false });
    assert.deepEqual((await stage.history(stage.topic('tick'))).map(({ data, offset }) => [data, offset]), [[2, 1]]);
  });

  it('retains nothing by default when the broker is told so', async (stage) => {
    const reader = await stage.subscribe(stage.topic('tick'));
    await stage.broker.publish(stage.topic('tick'), 1);
    assert.equal((await reader.one()).offset, undefined);
    assert.deepEqual(await stage.history(stage.topic('tick')), []);
  }, { history: false });

  it('retains a message whose publish says so, whatever the default', async (stage) => {
    await stage.broker.publish(stage.topic('log'), 1, { history: { maxLength: 10, ttlMs: 60_000 } });
    assert.equal((await stage.history(stage.topic('log'))).length, 1);
  }, { history: false });

  it('keeps the order of retained and fire-and-forget messages of one topic', async (stage) => {
    const reader = await stage.subscribe(stage.topic('mixed'));
    await Promise.all(range(1, 60).map((step) => stage.broker.publish(stage.topic('mixed'), step, step % 3 === 0 ? {} : { history: false })));
    const messages = await reader.take(60);
    assert.deepEqual(messages.map(({ data }) => data), range(1, 60));
    assert.deepEqual(messages.flatMap(({ offset }) => offset ?? []), range(1, 20));
  });
}
