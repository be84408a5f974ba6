import assert from 'node:assert/strict';
import { ConflictError, InvalidMessageError } from '../errors.js';
import type { Chapter } from './chapter.js';
import { eventually } from './eventually.js';
import { range } from './range.js';

export function idempotency({ it }: Chapter): void {
  for (const [kind, options] of [['retained', {}], ['fire-and-forget', { history: false }]] as const) {
    it(`takes a ${kind} message with the same id once, and returns the first receipt`, async (stage) => {
      const topic = stage.topic('log');
      const reader = await stage.subscribe(topic);
      const first = await stage.broker.publish(topic, 'first', { id: 'step-1', ...options });
      const second = await stage.broker.publish(topic, 'second', { id: 'step-1', ...options });
      assert.equal(first.id, 'step-1');
      assert.equal(first.duplicate, false);
      assert.deepEqual(second, { ...first, duplicate: true });
      await stage.broker.publish(topic, 'fence', options);
      assert.deepEqual(await reader.takeData(2), ['first', 'fence']);
    });
  }

  it('retains a message with the same id once', async (stage) => {
    const topic = stage.topic('log');
    for (const data of [1, 2, 3]) await stage.broker.publish(topic, data, { id: 'step-1' });
    const { offset } = await stage.broker.publish(topic, 4);
    assert.equal(offset, 2);
    assert.deepEqual((await stage.history(topic)).map(({ data }) => data), [1, 4]);
  });

  it('takes one of many concurrent publishes with the same id', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    const peer = await stage.connect();
    const receipts = await Promise.all(range(1, 20).map((step) => (step % 2 === 0 ? peer : stage.broker).publish(topic, step, { id: 'once' })));
    assert.equal(receipts.filter(({ duplicate }) => !duplicate).length, 1);
    assert.deepEqual(new Set(receipts.map(({ offset }) => offset)), new Set([1]));
    await stage.broker.publish(topic, 'fence');
    assert.equal((await reader.take(2))[1]?.data, 'fence');
  });

  it('takes the same id on another topic as another message', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'));
    for (const name of ['a', 'b']) await stage.broker.publish(stage.topic(name), name, { id: 'step-1' });
    assert.deepEqual([...(await reader.takeData(2))].sort(), ['a', 'b']);
  });

  it('takes the same id again when the idempotency window is over', async (stage) => {
    const topic = stage.topic('log');
    await stage.broker.publish(topic, 'first', { id: 'step-1' });
    await eventually('the id is taken anew', async () => !(await stage.broker.publish(topic, 'again', { id: 'step-1' })).duplicate);
    assert.deepEqual((await stage.history(topic)).map(({ data }) => data), ['first', 'again']);
  }, { idempotencyMs: 300 });

  it('remembers an id until the window is over', async (stage) => {
    const topic = stage.topic('log');
    const first = await stage.broker.publish(topic, 'first', { id: 'step-1' });
    await stage.publishAll(topic, range(1, 2_000));
    const again = await stage.broker.publish(topic, 'again', { id: 'step-1' });
    assert.deepEqual(again, { ...first, duplicate: true });
  });

  it('accepts every id of visible ASCII characters', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    const ids = ['!', '~', '"', '\\', '{}', '*', ':', '.', 'x'.repeat(128), '__proto__', String.fromCharCode(...range(0x21, 0x7e))];
    for (const id of ids) {
      assert.equal((await stage.broker.publish(stage.topic('log'), 1, { id })).id, id);
      assert.equal((await reader.one()).id, id);
      assert.equal((await stage.broker.publish(stage.topic('log'), 1, { id })).duplicate, true);
    }
  });

  it('leaves the id of a refused publish free', async (stage) => {
    const topic = stage.topic('exp.1.status');
    const save = [{ key: stage.key('exp:1:status'), value: 'running', onlyIf: { equals: 'queued' } }];
    await assert.rejects(stage.broker.publish(topic, 1n, { id: 'start' }), InvalidMessageError);
    await assert.rejects(stage.broker.publish(topic, 1, { id: 'start', save }), ConflictError);
    await stage.broker.store.set(stage.key('exp:1:status'), 'queued');
    assert.deepEqual(await stage.broker.publish(topic, 1, { id: 'start', save }).then(({ offset, duplicate }) => [offset, duplicate]), [1, false]);
  });

  it('does not write state again, nor ask its conditions, for an id that was taken', async (stage) => {
    const topic = stage.topic('exp.1.status');
    const key = stage.key('exp:1:status');
    const options = { id: 'start', save: [{ key, value: 'running', onlyIf: 'absent' as const }] };
    await stage.broker.publish(topic, 1, options);
    await stage.broker.store.set(key, 'done');
    assert.equal((await stage.broker.publish(topic, 1, options)).duplicate, true);
    assert.equal(await stage.broker.store.get(key), 'done');
  });

  it('does not count a duplicate as published', async (stage) => {
    for (const data of [1, 2]) await stage.broker.publish(stage.topic('log'), data, { id: 'step-1' });
    assert.equal(stage.broker.stats().published, 1);
  });
}
