import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { createBroker, type RedisBroker } from '../src/index.js';

const APPEND = new URL('../scripts/append.lua', import.meta.url);

const connectTo = ({ host, port }: RedisServer): Promise<RedisBroker> => createBroker({ redis: { host, port } });

// What the fault table names is tested in fault-table-….test.ts.
describe('RedisBroker under faults of one server', () => {
  it('finds a lost last message by its heartbeat', async () => {
    await using server = await startRedis();
    await using broker = await connectTo(server);
    const subscription = broker.subscribe('a.b');
    await subscription.ready;
    await broker.publish('a.b', 1);
    // Into the history, but live to a channel that nobody hears; no connection breaks and nothing follows.
    const keys = ['runwire:{a}:top:b', 'runwire:{a}:log:b', 'runwire:topics'];
    const args = ['p:0', '1', '', '', '', '1000 86400000 300000 120000 1', 'nowhere', 'PUBLISH', 'a.b', '1', 'p1 2'];
    await server.cli('EVAL', await readFile(APPEND, 'utf8'), String(keys.length), ...keys, ...args);
    const received: unknown[] = [];
    for await (const { data } of subscription) if (received.push(data) === 2) break;
    expect(received).toEqual([1, 2]);
  });

  it('closes within a second while the server is frozen, and settles everything', async () => {
    await using server = await startRedis();
    const broker = await connectTo(server);
    server.freeze();
    const pending = Promise.allSettled([broker.publish('a.b', 1), broker.store.get('a:b'), broker.subscribe('a.*').ready]);
    const startedAt = performance.now();
    await broker.close();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const settled = await Promise.race([pending, delay(1_000, 'hangs')]);
    expect(settled).not.toBe('hangs');
    server.thaw();
  });
});
