import assert from 'node:assert/strict';
import { type RedisConfig, ConnectionError } from '@runwire/broker-core';
import { freePort } from '../../../../tools/testing/free-port.js';
import { startRedis } from '../../../../tools/testing/redis-server.js';
import { createTlsCertificate } from '../../../../tools/testing/tls-certificate.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { createBroker } from '../../src/index.js';
import { withClockAhead } from './clock.js';
import { toServer } from './connect.js';
import { NO_TRAFFIC, type FaultRow } from './fault-row.js';
import { PublisherProcess } from './publisher-process.js';
import { Traffic } from './traffic.js';

const SECRET = 'hunter2-very-secret';
const HOUR_MS = 3_600_000;

/** Rows about the client's own process. */
export const PROCESS_ROWS: readonly FaultRow[] = [
  {
    name: 'wrong-configuration',
    fault: 'wrong password, wrong port, TLS on one side only',
    injectedBy: 'configuration',
    mustHold: 'one clear error that names host and port, never the password, in less than 5 s',
    gaps: [],
    run: async () => {
      await using tls = await createTlsCertificate();
      await using server = await startRedis({ password: SECRET });
      await using secured = await startRedis({ tls });
      const at = ({ host, port }: { readonly host: string; readonly port: number }): RedisConfig => ({ host, port, password: SECRET });
      const recoveriesMs = [];
      for (const redis of [{ ...at(server), password: `${SECRET}-wrong` }, { host: '127.0.0.1', port: await freePort(), password: SECRET }, { ...at(server), tls: true }, at(secured)]) {
        recoveriesMs.push(await timeOfRefusal(redis));
      }
      return { ...NO_TRAFFIC, recoveriesMs };
    },
  },
  {
    name: 'publisher-killed',
    fault: 'publishing process killed in the middle',
    injectedBy: '`kill -9` of a process that publishes; another one goes on',
    mustHold: 'what was acknowledged arrives, once; the next process continues the same history',
    gaps: [],
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server), everyMs: 20 });
      const [topic] = traffic.topics;
      await traffic.publisher.stop();
      for (let round = 0; round < (isLong ? 3 : 1); round++) {
        await using process = await PublisherProcess.start({ server, topic, ledger: traffic.ledger, count: 5_000, everyMs: 1, fillerBytes: 0 });
        await waitUntil(() => process.told > 100, { withinMs: 20_000, what: 'acknowledgements' });
        await process.kill();
      }
      traffic.publisher.start();
      await traffic.recover();
      await traffic.join();
      return await traffic.end();
    },
  },
  {
    name: 'clock-jumped',
    fault: 'clock of the client jumps back by an hour, then ahead by two',
    injectedBy: 'a changed `Date`',
    mustHold: 'nothing depends on it',
    gaps: [],
    // The clock is that of all runs in this process.
    sideBySide: 1,
    run: async () => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server) });
      for (const aheadMs of [-HOUR_MS, HOUR_MS]) {
        await withClockAhead(aheadMs, async () => {
          await traffic.recover();
          await server.cli('CLIENT', 'KILL', 'TYPE', 'normal');
          await server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
          await traffic.recover();
        });
        const { timestamp } = await traffic.trainer.publish('clock.of.server', 1);
        assert.ok(Math.abs(timestamp - Date.now()) < HOUR_MS / 2, 'messages carry the time of the server');
      }
      await traffic.join();
      return await traffic.end();
    },
  },
];

async function timeOfRefusal(redis: RedisConfig): Promise<number> {
  const startedAt = performance.now();
  const error: unknown = await createBroker({ redis }).catch((reason: unknown) => reason);
  const tookMs = performance.now() - startedAt;
  assert.ok(error instanceof ConnectionError, String(error));
  assert.ok(error.message.includes(`${String(redis.host)}:${String(redis.port)}`), error.message);
  assert.ok(!`${error.message}${String(error.stack)}${JSON.stringify(error)}`.includes(SECRET), 'the error holds the password');
  assert.ok(tookMs < 5_000, `it took ${String(tookMs)} ms`);
  return tookMs;
}
