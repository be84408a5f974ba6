import assert from 'node:assert/strict';
import { InvalidMessageError, MessageTooLargeError, SubscriberLimitError } from '../errors.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';

const nested = (depth: number): unknown => range(1, depth - 1).reduce<unknown>((inner) => [inner], []);

export function limits({ it }: Chapter): void {
  it('refuses one subscription more than maxSubscribers, and takes it when one has left', async (stage) => {
    const readers = [];
    for (const name of ['a', 'b', 'c']) readers.push(await stage.subscribe(stage.topic(name)));
    assert.throws(() => stage.broker.subscribe(stage.topic('d')), (error: unknown) => error instanceof SubscriberLimitError && error.code === 'SUBSCRIBER_LIMIT' && error.message.includes('3'));
    assert.equal(stage.broker.stats().subscriptions, 3);
    void readers[0]?.subscription.close();
    const reader = await stage.subscribe(stage.topic('d'));
    await stage.broker.publish(stage.topic('d'), 1);
    assert.equal((await reader.one()).data, 1);
  }, { maxSubscribers: 3 });

  it('takes 100 subscriptions by default', async (stage) => {
    const readers = await Promise.all(range(1, 100).map((name) => stage.subscribe(stage.topic(`topic-${String(name % 7)}`))));
    assert.throws(() => stage.broker.subscribe(stage.topic('log')), SubscriberLimitError);
    await Promise.all(range(0, 6).map((name) => stage.broker.publish(stage.topic(`topic-${String(name)}`), name)));
    for (const [index, reader] of readers.entries()) assert.equal((await reader.one()).data, (index + 1) % 7);
  });

  it('counts the size of a message in UTF-8 bytes of its JSON', async (stage) => {
    const fits = ['x'.repeat(998), 'é'.repeat(499), `${'\u2028'.repeat(332)}xx`, '\n'.repeat(499)];
    const reader = await stage.subscribe(stage.topic('log'));
    for (const data of fits) {
      await stage.broker.publish(stage.topic('log'), data);
      assert.equal((await reader.one()).data, data);
      await assert.rejects(stage.broker.publish(stage.topic('log'), `${data}x`), (error: unknown) => {
        assert.ok(error instanceof MessageTooLargeError);
        return error.maxBytes === 1_000 && error.bytes === 1_001;
      });
    }
    await assert.rejects(stage.broker.publish(stage.topic('log'), { a: ['x'.repeat(1_000)] }), MessageTooLargeError);
  }, { maxMessageBytes: 1_000 });

  it('holds stored values to the same size', async (stage) => {
    const key = stage.key('exp:1:blob');
    assert.equal(await stage.broker.store.set(key, 'x'.repeat(998)), true);
    await assert.rejects(stage.broker.store.set(key, 'x'.repeat(999)), MessageTooLargeError);
    await assert.rejects(stage.broker.publish(stage.topic('exp.1.blob'), 1, { save: [{ key, value: 'x'.repeat(999) }] }), MessageTooLargeError);
    assert.equal(await stage.broker.store.get(key), 'x'.repeat(998));
  }, { maxMessageBytes: 1_000 });

  it('takes a message of 1 MiB by default, and none larger', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    const largest = 'x'.repeat(1024 * 1024 - 2);
    await stage.broker.publish(stage.topic('log'), largest);
    assert.equal((await reader.one()).data, largest);
    await assert.rejects(stage.broker.publish(stage.topic('log'), `${largest}x`), MessageTooLargeError);
  });

  it('takes nesting of 1 000 levels, and none deeper', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    await stage.broker.publish(stage.topic('log'), nested(1_000));
    assert.deepEqual(JSON.stringify((await reader.one()).data), JSON.stringify(nested(1_000)));
    for (const depth of [1_001, 10_000]) await assert.rejects(stage.broker.publish(stage.topic('log'), nested(depth)), InvalidMessageError);
    await stage.broker.store.set(stage.key('exp:1:deep'), nested(1_000));
    assert.equal(JSON.stringify(await stage.broker.store.get(stage.key('exp:1:deep'))), JSON.stringify(nested(1_000)));
  });
}
