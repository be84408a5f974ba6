import assert from 'node:assert/strict';
import type { StartPosition, SubscribeOptions } from '../subscription.js';
import { BrokerError, InvalidMessageError, InvalidTopicError, type BrokerErrorCode } from '../errors.js';
import type { PublishOptions } from '../message.js';
import type { Chapter } from './chapter.js';
import { collect } from './collect.js';
import { range } from './range.js';
import type { Stage } from './stage.js';

const LONG = 'x'.repeat(129);
/** Not even a wildcard makes these legal, spelled with dots or with colons. */
const BAD_ADDRESSES: readonly (readonly [name: string, segments: readonly string[]])[] = [
  ['an empty one', ['']],
  ['a leading separator', ['', 'a', 'b']],
  ['a trailing separator', ['a', 'b', '']],
  ['a double separator', ['a', '', 'b']],
  ['a segment of 129 characters', ['a', LONG]],
  ['17 segments', range(1, 17).map(String)],
  ['513 characters', range(1, 5).map((n) => 'x'.repeat(n === 5 ? 101 : 102))],
  ['a space', ['a', 'b c']],
  ['Unicode', ['a', 'größe']],
  ['an emoji', ['a', '🚀']],
  ['a full-width letter', ['a', 'ａ']],
  ['a line feed', ['a', 'b\nc']],
  ['a trailing line feed', ['a', 'b\n']],
  ['a NUL', ['a', 'b\0']],
  ['an ANSI escape', ['a', '\u001b[31mred']],
  ['a bidi override', ['a', '\u202Eb']],
  ['a slash', ['a', '../../etc']],
  ['braces', ['a', '{b}']],
  ['a partial wildcard', ['a', 'b*']],
  ['two stars', ['a', '**']],
  ['a question mark', ['a', 'b?']],
  ['brackets', ['a', '[ab]']],
  ['NATS\' wildcard', ['a', '>']],
  ['AMQP\'s wildcard', ['a', '#']],
];

/** Every error says what was wrong and what to do, has a stable code, and is not worth the same try again. */
function assertHelpful(error: unknown, code: BrokerErrorCode): true {
  assert.ok(error instanceof BrokerError, `a ${String(error)} was thrown`);
  assert.equal(error.code, code);
  assert.equal(error.retryable, false);
  assert.match(error.message, /;|must/, 'the message holds no remedy');
  assert.ok(error.message.length < 600);
  // Injected lines and terminal codes would forge what a log says.
  assert.doesNotMatch(error.message, /[\p{Cc}\u202e]/u);
  return true;
}

const refuses = (code: BrokerErrorCode, call: () => unknown): Promise<void> =>
  assert.rejects(async () => { await call(); }, (error: unknown) => assertHelpful(error, code));

/** Nothing was disturbed: the next message of a good topic is the first. */
async function assertUndisturbed(stage: Stage): Promise<void> {
  const reader = await stage.subscribe(stage.topic('good'));
  assert.equal((await stage.broker.publish(stage.topic('good'), 1)).offset, 1);
  assert.equal((await reader.one()).data, 1);
}

export function badAddresses({ it }: Chapter): void {
  for (const [name, segments] of BAD_ADDRESSES) {
    it(`refuses ${name} as topic, pattern, key and key pattern`, async (stage) => {
      const { broker } = stage;
      const [topic, key] = [segments.join('.'), segments.join(':')];
      await refuses('INVALID_TOPIC', () => broker.publish(topic, 1));
      await refuses('INVALID_TOPIC', () => broker.subscribe(topic));
      await refuses('INVALID_TOPIC', () => broker.subscribe([stage.topic('good'), topic]));
      await refuses('INVALID_TOPIC', () => collect(broker.history(topic)));
      await refuses('INVALID_TOPIC', () => broker.store.get(key));
      await refuses('INVALID_TOPIC', () => broker.store.getMany([stage.key('good'), key]));
      await refuses('INVALID_TOPIC', () => broker.store.set(key, 1));
      await refuses('INVALID_TOPIC', () => broker.store.update(key, () => 1));
      await refuses('INVALID_TOPIC', () => broker.store.delete(key));
      await refuses('INVALID_TOPIC', () => collect(broker.store.keys(key)));
      await assertUndisturbed(stage);
    });
  }

  it('refuses to publish to a pattern and to store under one', async (stage) => {
    for (const name of ['*', 'a.*', '*.a']) {
      await refuses('INVALID_TOPIC', () => stage.broker.publish(stage.topic(name), 1));
      await refuses('INVALID_TOPIC', () => stage.broker.store.set(stage.key(name.replace('.', ':')), 1));
    }
    await refuses('INVALID_TOPIC', () => stage.broker.publish('*', 1));
    await assertUndisturbed(stage);
  });

  it('refuses a key of one segment, and the other spelling of an address', async (stage) => {
    await refuses('INVALID_TOPIC', () => stage.broker.store.set(stage.namespace, 1));
    await refuses('INVALID_TOPIC', () => stage.broker.store.set(stage.topic('a'), 1));
    await refuses('INVALID_TOPIC', () => stage.broker.publish(stage.key('a'), 1));
    await refuses('INVALID_TOPIC', () => stage.broker.subscribe(stage.key('*')));
    await assertUndisturbed(stage);
  });

  it('refuses what is no string, and an empty list of patterns', async (stage) => {
    for (const wrong of [undefined, null, 7, {}, Symbol('s')] as unknown as string[]) {
      await refuses('INVALID_TOPIC', () => stage.broker.publish(wrong, 1));
      await refuses('INVALID_TOPIC', () => stage.broker.subscribe([wrong]));
      await refuses('INVALID_TOPIC', () => stage.broker.store.get(wrong));
    }
    await refuses('INVALID_ARGUMENT', () => stage.broker.subscribe([]));
    await refuses('INVALID_ARGUMENT', () => collect(stage.broker.history([])));
    assert.equal(stage.broker.stats().subscriptions, 0);
  });

  it('accepts everything that the grammar allows', async (stage) => {
    const rest = 512 - stage.namespace.length - 1;
    const longest = [...range(1, 3).map(() => 'x'.repeat(128)), 'y'.repeat(rest - 3 * 129)].join('.');
    const names = ['a', '-', '_', '0', 'Aa0_-', '__proto__', 'constructor', 'x'.repeat(128), range(1, 15).map(String).join('.'), longest];
    const reader = await stage.subscribe(stage.topic('*'));
    for (const name of names) {
      assert.equal((await stage.broker.publish(stage.topic(name), name)).offset, 1);
      assert.deepEqual([(await reader.one()).topic, (await stage.history(stage.topic(name))).length], [stage.topic(name), 1]);
      await stage.broker.store.set(stage.key(name.replaceAll('.', ':')), name);
      assert.equal(await stage.broker.store.get(stage.key(name.replaceAll('.', ':'))), name);
    }
  });
}

export function badOptions({ it }: Chapter): void {
  it('refuses wrong options of a publish', async (stage) => {
    const wrong: readonly unknown[] = [
      { id: '' }, { id: 'x'.repeat(129) }, { id: 'with space' }, { id: 'ümlaut' }, { id: 'line\nfeed' }, { id: 7 },
      { history: { maxLength: 0, ttlMs: 1 } }, { history: { maxLength: 1.5, ttlMs: 1 } }, { history: { maxLength: 1, ttlMs: 0 } },
      { history: { maxLength: 1, ttlMs: Infinity } }, { history: { maxLength: Number.NaN, ttlMs: 1 } },
      { save: [{ key: stage.key('good'), value: 1, ttlMs: 0 }] }, { save: [{ key: stage.key('good'), value: 1, ttlMs: -1 }] },
    ];
    for (const options of wrong) await refuses('INVALID_ARGUMENT', () => stage.broker.publish(stage.topic('good'), 1, options as PublishOptions));
    assert.equal(await stage.broker.store.get(stage.key('good')), undefined);
    await assertUndisturbed(stage);
  });

  it('refuses wrong options of a subscription', async (stage) => {
    const wrong: readonly unknown[] = [
      { maxQueueSize: 0 }, { maxQueueSize: 1.5 }, { maxQueueSize: 1_000_001 }, { maxQueueSize: '10' }, { overflow: 'block' },
      { from: 'yesterday' }, { from: '' }, { from: { last: -1 } }, { from: { last: 1.5 } }, { from: {} }, { from: 7 },
    ];
    for (const options of wrong) await refuses('INVALID_ARGUMENT', () => stage.broker.subscribe(stage.topic('good'), options as SubscribeOptions));
    assert.equal(stage.broker.stats().subscriptions, 0);
    await assertUndisturbed(stage);
  });

  it('refuses a cursor that none of its subscriptions gave', async (stage) => {
    const reader = await stage.subscribe(stage.topic('good'));
    await stage.broker.publish(stage.topic('good'), 1);
    await reader.take(1);
    const { cursor } = reader.subscription;
    const foreign = ['cursor', cursor.slice(1), cursor.slice(0, -7), `${cursor}!`, cursor.toUpperCase(), 'rwc1.', `rwc1.${Buffer.from('{"p":[["a",{}]]}').toString('base64url')}`];
    for (const from of foreign) await refuses('INVALID_ARGUMENT', () => stage.broker.subscribe(stage.topic('good'), { from: from as StartPosition }));
    for (const from of foreign) await refuses('INVALID_ARGUMENT', () => collect(stage.broker.history(stage.topic('good'), { from: from as 'start' })));
  });

  it('refuses wrong options of a history, a batch and the store', async (stage) => {
    const { broker } = stage;
    for (const limit of [0, -1, 1.5, Number.NaN]) await refuses('INVALID_ARGUMENT', () => collect(broker.history(stage.topic('good'), { limit })));
    const reader = await stage.subscribe(stage.topic('good'));
    for (const options of [{ maxSize: 0 }, { maxSize: 1.5 }, { maxWaitMs: -1 }, { maxWaitMs: Number.NaN }, { maxWaitMs: Infinity }]) {
      await refuses('INVALID_ARGUMENT', () => reader.subscription.batches(options));
    }
    for (const ttlMs of [0, -1, 1.5, Infinity, Number.NaN]) {
      await refuses('INVALID_ARGUMENT', () => broker.store.set(stage.key('good'), 1, { ttlMs }));
      await refuses('INVALID_ARGUMENT', () => broker.store.update(stage.key('good'), () => 1, { ttlMs }));
    }
    assert.equal(await broker.store.get(stage.key('good')), undefined);
  });

  it('names the wrong value in its errors', async (stage) => {
    await assert.rejects(stage.broker.publish('a..b', 1), (error: Error) => error instanceof InvalidTopicError && error.message.includes('"a..b"'));
    await assert.rejects(stage.broker.publish('a', { x: [1n] }), (error: Error) => error instanceof InvalidMessageError && error.path === 'data.x[0]');
  });
}
