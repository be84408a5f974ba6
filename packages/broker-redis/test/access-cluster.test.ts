import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisServer } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Layout } from '../src/layout.js';
import { CLUSTER_PUBLISHER, CLUSTER_READER } from './support/acl-lines.js';
import { expectHeardAndRead } from './support/expect-heard-and-read.js';
import { startOneNodeCluster } from './support/one-node-cluster.js';

let server: RedisServer;

beforeAll(async () => { server = await startOneNodeCluster({ acl: [CLUSTER_PUBLISHER, CLUSTER_READER] }); });
afterAll(() => server.stop());

async function connectAs(username: string, sharded: boolean): Promise<RedisBroker> {
  return createBroker({ redis: { clusterNodes: [{ host: server.host, port: server.port }], sharded, username, password: `${username}-secret` } });
}

describe.each([false, true])('users with few rights on a Cluster, sharded: %s', (sharded) => {
  it('lets a publisher publish and store, and a reader hear and read it', async () => {
    await using publisher = await connectAs('publisher', sharded);
    await using reader = await connectAs('reader', sharded);
    await expectHeardAndRead(publisher, reader);
    await expect(reader.publish('roles.b', 1)).rejects.toMatchObject({ code: 'BACKEND', retryable: false });
  });

  it('lets a reader list what is there, though it may not tidy the index', async () => {
    await using publisher = await connectAs('publisher', sharded);
    await using reader = await connectAs('reader', sharded);
    const layout = new Layout({ sharded });
    for (const name of ['here', 'gone']) await publisher.publish(`listed.${name}.a`, name, { save: [{ key: `listed:${name}:state`, value: name }] });
    await server.cli('DEL', layout.top('listed.gone.a'), layout.log('listed.gone.a'), layout.value('listed:gone:state'));
    const topics: string[] = [];
    for await (const { topic } of reader.history('listed.*')) topics.push(topic);
    const keys: string[] = [];
    for await (const key of reader.store.keys('listed:*')) keys.push(key);
    expect({ topics, keys }).toEqual({ topics: ['listed.here.a'], keys: ['listed:here:state'] });
  });
});

describe('sharded channels that a user may not hear', () => {
  it('reject a subscription, leave a broker degraded after a reconnect, and are heard when they are allowed again', async () => {
    await using reader = await connectAs('reader', true);
    const subscription = reader.subscribe('denied.*');
    await subscription.ready;
    await server.cli('ACL', 'SETUSER', 'reader', '-ssubscribe');
    await server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await waitUntil(() => reader.status.kind === 'degraded', { withinMs: 5_000, what: 'the broker to be degraded' });
    await expect(reader.subscribe('denied.b').ready).rejects.toMatchObject({ code: 'BACKEND', message: expect.stringContaining('NOPERM') });
    expect((await reader.healthCheck()).checks.delivery).toMatchObject({ status: 'unhealthy', detail: expect.stringContaining('NOPERM') });
    await server.cli('ACL', 'SETUSER', 'reader', '+ssubscribe');
    await waitUntil(() => reader.status.kind === 'ready', { withinMs: 15_000, what: 'the channels to be allowed again' });
    await server.cli('SPUBLISH', new Layout({ sharded: true }).channel('denied.a'), 'denied.a\n1');
    for await (const { data } of subscription) {
      expect(data).toBe(1);
      break;
    }
  });
});
