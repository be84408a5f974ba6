import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { createBroker, type RedisBroker } from '../src/index.js';

let server: RedisServer;
let prefixes = 0;

beforeAll(async () => { server = await startRedis(); });
afterAll(() => server.stop());

const connect = (keyPrefix = `t${String(++prefixes)}:`): Promise<RedisBroker> =>
  createBroker({ redis: { host: server.host, port: server.port, keyPrefix } });

describe('RedisBroker on one server', () => {
  it('delivers what is published after ready resolves, in order', async () => {
    await using broker = await connect();
    const subscription = broker.subscribe<number>('a.*');
    await subscription.ready;
    for (let value = 1; value <= 1_000; value++) void broker.publish('a.b', value);
    const received: number[] = [];
    for await (const message of subscription) {
      received.push(message.data);
      expect(message.offset).toBe(message.data);
      if (received.length === 1_000) break;
    }
    expect(received).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  it('keeps the history', async () => {
    await using broker = await connect();
    for (let value = 1; value <= 300; value++) void broker.publish('a.b', value);
    await broker.publish('a.b', 301);
    const received = [];
    for await (const message of broker.history('a.*', { from: { last: 150 } })) received.push(message.data);
    expect(received).toEqual(Array.from({ length: 150 }, (_, index) => 152 + index));
  });

  it('stores, saves with a message, and lists keys', async () => {
    await using broker = await connect();
    await broker.publish('a.b.c', 1, { save: [{ key: 'a:b:x', value: { n: 1 } }] });
    expect(await broker.store.get('a:b:x')).toEqual({ n: 1 });
    await Promise.all(Array.from({ length: 100 }, () => broker.store.update<number>('a:b:count', (n = 0) => n + 1)));
    expect(await broker.store.get('a:b:count')).toBe(100);
    const keys = [];
    for await (const key of broker.store.keys('a:*')) keys.push(key);
    expect(keys).toEqual(['a:b:count', 'a:b:x']);
  });

  it('delivers a message once though subscriptions overlap', async () => {
    await using broker = await connect();
    const one = broker.subscribe('a.b.c');
    const two = broker.subscribe(['a.*', '*']);
    await Promise.all([one.ready, two.ready]);
    await broker.publish('a.b.c', 1, { history: false });
    await broker.publish('a.b.c', 2);
    for (const subscription of [one, two]) {
      const received = [];
      for await (const message of subscription) {
        received.push(message.data);
        if (message.data === 2) break;
      }
      expect(received).toEqual([1, 2]);
    }
  });

  it('says what to do when something else uses its prefix', async () => {
    await using broker = await connect('taken:');
    const foreign = new Redis({ host: server.host, port: server.port });
    await foreign.set('taken:keys', 'foreign');
    await foreign.quit();
    await expect(broker.store.set('a:b:x', 1)).rejects.toThrow(/^Redis refused ZADD: WRONGTYPE .*; something else uses this key prefix/);
    await expect(broker.store.set('a:b:y', 1, { ttlMs: 60_000 })).rejects.toThrow(/WRONGTYPE .*; something else uses this key prefix/);
  });

  it('is healthy', async () => {
    await using broker = await connect();
    const health = await broker.healthCheck();
    expect(health).toMatchObject({ status: 'healthy', backend: 'redis', checks: { commands: { status: 'healthy' }, delivery: { status: 'healthy' } } });
  });
});
