import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { tcpProxy } from '../../../tools/testing/tcp-proxy.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Traffic } from './support/traffic.js';

const APPEND = new URL('../scripts/append.lua', import.meta.url);

const connectTo = ({ host, port }: { readonly host: string; readonly port: number }): Promise<RedisBroker> => createBroker({ redis: { host, port } });

async function killClients(server: RedisServer, type: 'pubsub' | 'normal'): Promise<void> {
  await server.cli('CLIENT', 'KILL', 'TYPE', type);
}

function expectExactBooks(traffic: Traffic): void {
  expect(traffic.refused).toEqual([]);
  expect(traffic.gaps).toEqual([]);
  expect({ lost: traffic.lost, misplaced: traffic.misplaced }).toEqual({ lost: [], misplaced: [] });
}

describe('RedisBroker under faults of one server', () => {
  it('loses, doubles and disorders nothing when its connections are killed again and again', async () => {
    await using server = await startRedis();
    await using broker = await connectTo(server);
    const traffic = await Traffic.start(broker, broker, 'a.b', 'a.*');
    for (let round = 0; round < 15; round++) {
      await killClients(server, round % 2 === 0 ? 'normal' : 'pubsub');
      await traffic.pass(30);
    }
    await traffic.stop();
    expectExactBooks(traffic);
  });

  it('loses no acknowledged message when the server is killed and restarts with its append-only file', async () => {
    await using server = await startRedis({ appendonly: true });
    await using broker = await connectTo(server);
    await broker.store.set('a:b:state', { step: 1 });
    const traffic = await Traffic.start(broker, broker, 'a.b');
    for (let round = 0; round < 3; round++) {
      await server.restart();
      await traffic.pass(50);
    }
    await traffic.stop();
    expectExactBooks(traffic);
    expect(await broker.store.get('a:b:state')).toEqual({ step: 1 });
  });

  it('reports a reset when the server restarts empty, and is live again', async () => {
    await using server = await startRedis();
    await using broker = await connectTo(server);
    const traffic = await Traffic.start(broker, broker, 'a.b');
    await server.restart();
    await traffic.pass(50);
    await traffic.stop();
    expect(traffic.gaps).toEqual([{ reason: 'reset' }]);
    expect(traffic.misplaced).toEqual([]);
  });

  it('notices a frozen server, says so, and loses nothing', async () => {
    await using server = await startRedis();
    await using broker = await connectTo(server);
    const traffic = await Traffic.start(broker, broker, 'a.b');
    server.freeze();
    const health = await broker.healthCheck();
    expect(health.status).toBe('unhealthy');
    await waitUntil(() => broker.status.kind === 'reconnecting', { withinMs: 11_000, what: 'the probe to notice' });
    server.thaw();
    await traffic.pass(50);
    await traffic.stop();
    expectExactBooks(traffic);
  });

  it('comes through a network that swallows everything for a while', async () => {
    await using server = await startRedis();
    await using proxy = await tcpProxy(server);
    await using broker = await connectTo(proxy);
    const traffic = await Traffic.start(broker, broker, 'a.b');
    proxy.pause();
    await waitUntil(() => broker.status.kind === 'reconnecting', { withinMs: 11_000, what: 'the probe to notice' });
    proxy.resume();
    await traffic.pass(50);
    await traffic.stop();
    expectExactBooks(traffic);
  });

  it('does not notice that the scripts were flushed', async () => {
    await using server = await startRedis();
    await using broker = await connectTo(server);
    const traffic = await Traffic.start(broker, broker, 'a.b');
    for (let round = 0; round < 10; round++) {
      await server.cli('SCRIPT', 'FLUSH');
      await traffic.pass(10);
    }
    await traffic.stop();
    expectExactBooks(traffic);
  });

  it('refuses to publish while memory is full, and recovers', async () => {
    await using server = await startRedis();
    await using broker = await connectTo(server);
    await broker.publish('a.b', 1);
    await server.cli('CONFIG', 'SET', 'maxmemory', '1');
    await expect(broker.publish('a.b', 2)).rejects.toMatchObject({ code: 'BACKEND', retryable: true, message: expect.stringContaining('maxmemory') });
    await server.cli('CONFIG', 'SET', 'maxmemory', '0');
    expect((await broker.publish('a.b', 3)).offset).toBe(2);
  });

  it('finds a lost last message by its heartbeat', async () => {
    await using server = await startRedis();
    await using broker = await connectTo(server);
    const subscription = broker.subscribe('a.b');
    await subscription.ready;
    await broker.publish('a.b', 1);
    // Into the history, but live to a channel that nobody hears; no connection breaks and nothing follows.
    const keys = ['runwire:{a}:top:b', 'runwire:{a}:log:b', 'runwire:{a}:mem:b:p:0', 'runwire:{a}:mem:b:p:1', 'runwire:topics', 'runwire:keys'];
    const args = ['1', '', 'p.1', '1000', '86400000', '300000', '120000', 'nowhere', 'a.b', 'PUBLISH', '1', 'lines', '1', 'p1 2'];
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
