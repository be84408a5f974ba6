import { expect, it } from '@jest/globals';
import { ConnectionError } from '@runwire/broker-core';
import { freePort } from '../../../tools/testing/free-port.js';
import { startRedis } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { Line } from '../src/connection/line.js';
import { RedisClient } from '../src/connection/redis-client.js';

it('a line that was started goes on trying after a first attempt in vain; one that was opened leaves that to whoever opened it', async () => {
  const port = await freePort();
  const open = (signal: AbortSignal): Promise<RedisClient> => RedisClient.open({ address: { host: '127.0.0.1', port }, timeoutMs: 1_000, db: 0 }, signal);
  const started = new Line({ open, onState: () => undefined });
  const opened = new Line({ open, onState: () => undefined });
  started.start();
  await expect(opened.open()).rejects.toBeInstanceOf(ConnectionError);
  await waitUntil(() => started.state.kind === 'waiting', { withinMs: 2_000, what: 'the first attempt to fail' });
  expect(opened.state.kind).toBe('idle');
  await using server = await startRedis({ port });
  expect(server.running).toBe(true);
  await waitUntil(() => started.client !== undefined, { withinMs: 10_000, what: 'the line to be ready' });
  started.close();
  opened.close();
});
