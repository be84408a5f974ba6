import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedisConfig } from '@runwire/broker-core';
import { ClosedError, ConnectionError } from '@runwire/broker-core';
import { freePort } from '../../../tools/testing/free-port.js';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { createTlsCertificate, type TlsCertificate } from '../../../tools/testing/tls-certificate.js';
import { RedisClient } from '../src/connection/redis-client.js';
import { createBroker, RedisBroker } from '../src/index.js';

const SECRET = 'hunter2-very-secret';
let server: RedisServer;
let secured: RedisServer;
let tls: TlsCertificate;

beforeAll(async () => {
  tls = await createTlsCertificate();
  [server, secured] = await Promise.all([startRedis({ password: SECRET }), startRedis({ tls })]);
});
afterAll(async () => {
  await Promise.all([server.stop(), secured.stop(), tls[Symbol.asyncDispose]()]);
});

/** Everything an error could show to somebody. */
function spelledOut(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), JSON.stringify(Object.getOwnPropertyDescriptors(error)), spelledOut(error.cause ?? '')].join('\n');
}

async function failureOf(redis: RedisConfig): Promise<ConnectionError> {
  const startedAt = performance.now();
  const error: unknown = await createBroker({ redis }).catch((reason: unknown) => reason);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(error).toBeInstanceOf(ConnectionError);
  expect(spelledOut(error)).not.toContain(SECRET);
  return error as ConnectionError;
}

describe('connecting', () => {
  it('names host, port and what to check when nobody listens', async () => {
    const port = await freePort();
    const { message } = await failureOf({ host: '127.0.0.1', port, password: SECRET });
    expect(message).toContain(`127.0.0.1:${String(port)}`);
    expect(message).toContain('REDIS_URL');
  });

  it('says that the password is wrong, and not which it was', async () => {
    const wrong = await failureOf({ host: server.host, port: server.port, username: 'nobody', password: `${SECRET}-wrong` });
    expect(wrong.message).toMatch(/WRONGPASS.*REDIS_PASSWORD/);
    expect(spelledOut(wrong)).not.toContain(`${SECRET}-wrong`);
  });

  it('says that a password is missing', async () => {
    expect((await failureOf({ host: server.host, port: server.port })).message).toMatch(/NOAUTH.*REDIS_PASSWORD/);
  });

  it('says to check TLS when only one side speaks it', async () => {
    expect((await failureOf({ host: server.host, port: server.port, password: SECRET, tls: true })).message).toContain('REDIS_TLS');
    expect((await failureOf({ host: secured.host, port: secured.port, password: SECRET })).message).toContain('REDIS_TLS');
  });

  it('does not trust an unknown authority', async () => {
    expect((await failureOf({ host: secured.host, port: secured.port, tls: true })).message).toMatch(/certificate/);
  });

  it('refuses a database that does not exist', async () => {
    expect((await failureOf({ host: server.host, port: server.port, password: SECRET, db: 99 })).message).toContain('REDIS_DB');
  });

  it('keeps databases apart, on their channels, too', async () => {
    await using one = await createBroker({ redis: { url: `redis://:${SECRET}@${server.host}:${String(server.port)}/1` } });
    await using two = await createBroker({ redis: { url: `redis://:${SECRET}@${server.host}:${String(server.port)}/2` } });
    const subscription = one.subscribe('*');
    await subscription.ready;
    await two.publish('a.b', 'two');
    await one.publish('a.b', 'one');
    for await (const { data } of subscription) {
      expect(data).toBe('one');
      break;
    }
  });

  it('opens no connection that was given up before', async () => {
    const settings = { address: server, timeoutMs: 1_000, password: SECRET, db: 0 };
    await expect(RedisClient.open(settings, AbortSignal.abort())).rejects.toBeInstanceOf(ClosedError);
  });

  it('fails fast at the first use, and can be used later', async () => {
    const port = await freePort();
    await using broker = new RedisBroker({ redis: { host: '127.0.0.1', port } });
    await expect(broker.publish('a.b', 1)).rejects.toBeInstanceOf(ConnectionError);
    await expect(broker.subscribe('a.b').ready).rejects.toBeInstanceOf(ConnectionError);
    await expect(broker.store.get('a:b')).rejects.toBeInstanceOf(ConnectionError);
    await using late = await startRedis({ port });
    expect((await broker.publish('a.b', 1)).offset).toBe(1);
    expect(late.running).toBe(true);
  });
});
