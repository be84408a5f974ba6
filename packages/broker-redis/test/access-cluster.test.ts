import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisServer } from '../../../tools/testing/redis-server.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Layout } from '../src/layout.js';
import { CLUSTER_PUBLISHER, CLUSTER_READER } from './support/acl-lines.js';
import { startOneNodeCluster } from './support/one-node-cluster.js';

let server: RedisServer;

beforeAll(async () => { server = await startOneNodeCluster({ acl: [CLUSTER_PUBLISHER, CLUSTER_READER] }); });
afterAll(() => server.stop());

describe.each([false, true])('users with few rights on a Cluster, sharded: %s', (sharded) => {
  const connectAs = (username: string): Promise<RedisBroker> =>
    createBroker({ redis: { clusterNodes: [{ host: server.host, port: server.port }], sharded, username, password: `${username}-secret` } });

  it('lets a publisher publish and store, and a reader hear and read it', async () => {
    await using publisher = await connectAs('publisher');
    await using reader = await connectAs('reader');
    await publisher.publish('roles.a', 1, { id: 'first' });
    const subscription = reader.subscribe('roles.*', { from: 'start' });
    await subscription.ready;
    await publisher.publish('roles.x.a', 2, { save: [{ key: 'roles:x:state', value: 'on' }] });
    await publisher.publish('roles.a', 3, { history: false });
    const received: unknown[] = [];
    for await (const { data } of subscription) if (received.push(data) === 3) break;
    expect(new Set(received)).toEqual(new Set([1, 2, 3]));
    expect(await reader.store.get('roles:x:state')).toBe('on');
    expect((await publisher.healthCheck()).status).toBe('healthy');
    expect((await reader.healthCheck()).status).toBe('healthy');
    await expect(reader.publish('roles.b', 1)).rejects.toMatchObject({ code: 'BACKEND', retryable: false });
  });

  it('lets a reader list what is there, though it may not tidy the index', async () => {
    await using publisher = await connectAs('publisher');
    await using reader = await connectAs('reader');
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
