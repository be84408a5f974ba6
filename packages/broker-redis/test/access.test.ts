import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BrokerError, type BrokerStatus } from '@runwire/broker-core';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { OPERATOR, PUBLISHER, READER } from './support/acl-lines.js';
import { expectHeardAndRead } from './support/expect-heard-and-read.js';

let server: RedisServer;

beforeAll(async () => { server = await startRedis({ acl: [PUBLISHER, READER, OPERATOR] }); });
afterAll(() => server.stop());

const connectAs = (username: string): Promise<RedisBroker> =>
  createBroker({ redis: { host: server.host, port: server.port, username, password: `${username}-secret` } });

describe('users with few rights', () => {
  it('lets a publisher publish and store, and a reader hear and read it', async () => {
    await using publisher = await connectAs('publisher');
    await using reader = await connectAs('reader');
    await expectHeardAndRead(publisher, reader);
  });

  it('does not let a reader publish or store', async () => {
    await using reader = await connectAs('reader');
    await expect(reader.publish('roles.b', 1)).rejects.toMatchObject({ code: 'BACKEND', retryable: false });
    await expect(reader.store.set('roles:b', 1)).rejects.toBeInstanceOf(BrokerError);
    expect(await server.cli('EXISTS', 'runwire:{roles}:top:b', 'runwire:{roles}:val:b')).toBe('0');
  });

  it('rejects a subscription that is not allowed', async () => {
    await using publisher = await connectAs('publisher');
    await expect(publisher.subscribe('roles.*').ready).rejects.toMatchObject({ code: 'BACKEND', message: expect.stringContaining('NOPERM') });
  });

  it('says so when a subscription is not allowed any more after a reconnect, and is whole again when it is', async () => {
    await using operator = await connectAs('operator');
    const statuses: BrokerStatus['kind'][] = [];
    operator.onStatusChange(({ kind }) => statuses.push(kind));
    const subscription = operator.subscribe('denied.*');
    await subscription.ready;
    await server.cli('ACL', 'SETUSER', 'operator', '-psubscribe');
    await server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await waitUntil(() => operator.status.kind === 'degraded', { withinMs: 10_000, what: 'the broker to be degraded' });
    const health = await operator.healthCheck();
    expect(health.checks.delivery).toMatchObject({ status: 'unhealthy', detail: expect.stringContaining('NOPERM') });
    await operator.publish('denied.a', 1);
    await server.cli('ACL', 'SETUSER', 'operator', '+psubscribe');
    await waitUntil(() => operator.status.kind === 'ready', { withinMs: 15_000, what: 'the subscription to be allowed again' });
    for await (const { data } of subscription) {
      expect(data).toBe(1);
      break;
    }
    expect(statuses).toContain('degraded');
  });
});
