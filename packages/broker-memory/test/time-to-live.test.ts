import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClockedBroker } from './clocked-broker.js';

describe('MemoryBroker, as time passes', () => {
  let broker: ClockedBroker;
  beforeEach(() => {
    broker = new ClockedBroker({ idempotencyMs: 1_000 });
  });
  afterEach(() => broker.close());

  const retained = async (topic: string): Promise<readonly unknown[]> => {
    const data: unknown[] = [];
    for await (const message of broker.history(topic)) data.push(message.data);
    return data;
  };

  it('keeps a value to the millisecond', async () => {
    await broker.store.set('exp:1:lease', 'mine', { ttlMs: 1_500 });
    broker.pass(1_499);
    expect(await broker.store.get('exp:1:lease')).toBe('mine');
    broker.pass(1);
    expect(await broker.store.get('exp:1:lease')).toBeUndefined();
  });

  it('keeps a message to the millisecond', async () => {
    await broker.publish('log', 1, { history: { maxLength: 10, ttlMs: 5_000 } });
    broker.pass(4_999);
    expect(await retained('log')).toEqual([1]);
    broker.pass(1);
    expect(await retained('log')).toEqual([]);
  });

  it('remembers an id to the millisecond', async () => {
    await broker.publish('log', 1, { id: 'once' });
    broker.pass(999);
    expect((await broker.publish('log', 2, { id: 'once' })).duplicate).toBe(true);
    broker.pass(1);
    expect((await broker.publish('log', 3, { id: 'once' })).duplicate).toBe(false);
  });

  it('keeps the head of a topic as long again as its last message', async () => {
    const policy = { history: { maxLength: 10, ttlMs: 5_000 } };
    await broker.publish('log', 1, policy);
    broker.pass(9_999);
    expect((await broker.publish('log', 2, policy)).offset).toBe(2);
    broker.pass(10_000);
    expect((await broker.publish('log', 3, policy)).offset).toBe(1);
  });

  it('reports to a resumed cursor what has expired, and a forgotten topic as reset', async () => {
    const policy = { history: { maxLength: 10, ttlMs: 5_000 } };
    const subscription = broker.subscribe('log');
    await subscription.ready;
    await broker.publish('log', 1, policy);
    const iterator = subscription[Symbol.asyncIterator]();
    await iterator.next();
    const { cursor } = subscription;
    await broker.publish('log', 2, policy);
    broker.pass(6_000);
    await broker.publish('log', 3, policy);
    const trimmed = await broker.subscribe('log', { from: cursor })[Symbol.asyncIterator]().next();
    expect(trimmed.value).toMatchObject({ data: 3, gap: { reason: 'trimmed', missed: 1 } });
    broker.pass(10_000);
    await broker.publish('log', 4, policy);
    const reset = await broker.subscribe('log', { from: cursor })[Symbol.asyncIterator]().next();
    expect(reset.value).toMatchObject({ data: 4, offset: 1, gap: { reason: 'reset' } });
  });

  it('tells a live subscription nothing about a topic that expired when all of it was read', async () => {
    const policy = { history: { maxLength: 10, ttlMs: 5_000 } };
    const subscription = broker.subscribe('*');
    await subscription.ready;
    const iterator = subscription[Symbol.asyncIterator]();
    await broker.publish('log', 1, policy);
    await iterator.next();
    broker.pass(10_000);
    await broker.publish('log', 2, policy);
    const { value } = await iterator.next();
    expect(value).toMatchObject({ data: 2, offset: 1 });
    expect(value).not.toHaveProperty('gap');
  });
});
