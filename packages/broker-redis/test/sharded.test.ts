import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, type InvalidReport } from '@runwire/broker-core';
import type { BrokerOptions } from '@runwire/broker-core/backend';
import type { RedisServer } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Layout } from '../src/layout.js';
import { startOneNodeCluster } from './support/one-node-cluster.js';

let server: RedisServer;

beforeAll(async () => { server = await startOneNodeCluster(); });
afterAll(() => server.stop());

const layout = new Layout({ sharded: true });
const connect = (options: BrokerOptions = {}, { host, port }: RedisServer = server): Promise<RedisBroker> => createBroker({ ...options, redis: { clusterNodes: [{ host, port }], sharded: true } });

describe('RedisBroker with sharded channels', () => {
  it('lists the keys of all partitions in one order, however many a partition holds', async () => {
    await using broker = await connect();
    // All fields of one entity are in one partition; more than are read at once.
    const crowded = Array.from({ length: 1_200 }, (_, index) => `many:m:field${String(index)}`);
    const spread = Array.from({ length: 300 }, (_, index) => `many:${String(index)}:field`);
    await Promise.all([...crowded, ...spread].map((key) => broker.store.set(key, 1)));
    const listed: string[] = [];
    for await (const key of broker.store.keys('many:*')) listed.push(key);
    expect(listed).toEqual([...crowded, ...spread].sort());
  });

  it('hears a channel once for all its patterns, and only while somebody listens', async () => {
    await using broker = await connect();
    const channel = layout.channel('few.a');
    const heard = async (): Promise<string> => (await server.cli('PUBSUB', 'SHARDNUMSUB', channel)).split('\n')[1] ?? '';
    const subscriptions = ['few.a', 'few.*', '*', 'few.a'].map((pattern) => broker.subscribe(pattern));
    await Promise.all(subscriptions.map(({ ready }) => ready));
    expect(await heard()).toBe('1');
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    await waitUntil(async () => (await heard()) === '0', { withinMs: 5_000, what: 'the server to let go of the channel' });
  });

  it('takes JSON from anybody who names the topic, and reports what names none', async () => {
    const reports: InvalidReport[] = [];
    await using broker = await connect({ onInvalid: (report) => reports.push(report) });
    const subscription = broker.subscribe('plain.*');
    await subscription.ready;
    await server.cli('SPUBLISH', layout.channel('plain.a'), '{"loss":0.25}');
    await server.cli('SPUBLISH', layout.channel('plain.a'), 'plain.a\n{"loss":0.5}');
    for await (const message of subscription) {
      expect(message).toMatchObject({ topic: 'plain.a', data: { loss: 0.5 } });
      break;
    }
    expect(reports).toEqual([{ reason: expect.stringContaining('names its topic'), excerpt: '{"loss":0.25}' }]);
  });

  it('says what it needs when the server knows no sharded channels', async () => {
    await using old = await startOneNodeCluster({ config: { 'rename-command': 'SSUBSCRIBE ""' } });
    const failure: unknown = await connect({}, old).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure).toMatchObject({ message: expect.stringContaining('need Redis 7 or newer') });
  });

  it('wants a Cluster', async () => {
    const failure: unknown = await createBroker({ redis: { host: server.host, port: server.port, sharded: true } }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure).toMatchObject({ message: expect.stringContaining('REDIS_CLUSTER_NODES') });
  });
});
