import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrokerError } from '@runwire/broker-core';
import { startRedis } from '../../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { OPERATOR } from '../support/acl-lines.js';
import { block } from './block.js';
import { toServer } from './connect.js';
import type { FaultRow } from './fault-row.js';
import { PublisherProcess } from './publisher-process.js';
import { ROOMY } from './publisher.js';
import { Traffic } from './traffic.js';

const CLOSED = /overcoming of output buffer limits/;

/** Rows about what a server, a history or a user may not exceed. */
export const LIMIT_ROWS: readonly FaultRow[] = [
  {
    name: 'output-buffer-limit',
    fault: 'output buffer limit hit',
    injectedBy: 'the event loop of the subscriber blocked while 100 MB arrive',
    mustHold: 'disconnected by the server, back, and caught up: nothing lost',
    gaps: [],
    sideBySide: 1,
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await server.cli('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 1mb 1mb 1');
      await using traffic = await Traffic.start({ connect: toServer(server), everyMs: 20 });
      const [topic] = traffic.topics;
      await traffic.publisher.stop();
      const count = isLong ? 2_000 : 200;
      await using process = await PublisherProcess.start({ server, topic, ledger: traffic.ledger, count, everyMs: 0, fillerBytes: 50 * 1024 });
      const log = join(server.dir, 'redis.log');
      block(30_000, () => CLOSED.test(readFileSync(log, 'utf8')));
      await process.done;
      traffic.publisher.start();
      await traffic.recover();
      await traffic.join();
      assert.match(await server.log(), CLOSED);
      return await traffic.end();
    },
  },
  {
    name: 'history-trimmed',
    fault: 'history trimmed past a slow reader',
    injectedBy: 'a history of 200 messages, and more than that published while the slow one sleeps',
    mustHold: 'an exact `gap.missed`',
    gaps: ['trimmed'],
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server), history: { maxLength: 200, ttlMs: ROOMY.ttlMs } });
      for (let burst = 0; burst < (isLong ? 10 : 3); burst++) {
        await Promise.all(Array.from({ length: 1_000 }, () => traffic.publisher.publish(traffic.topics[0])));
        await traffic.recover();
      }
      const report = await traffic.end();
      assert.ok(report.gaps.length > 0, 'the slow one missed something');
      assert.equal(report.gaps.reduce((all, { missed = NaN }) => all + missed, 0), report.missed, 'the gaps tell how many');
      return report;
    },
  },
  {
    name: 'memory-full',
    fault: 'memory full',
    injectedBy: '`maxmemory 1`, `noeviction`, for a while',
    mustHold: 'publishing refused with a typed, retryable error that tells the truth; recovers',
    gaps: [],
    mayRefuse: true,
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server) });
      for (let round = 0; round < (isLong ? 3 : 1); round++) {
        const { length } = traffic.publisher.refusals;
        await server.cli('CONFIG', 'SET', 'maxmemory', '1');
        await waitUntil(() => traffic.publisher.refusals.length > length + 20, { withinMs: 10_000, what: 'publishes to be refused' });
        await server.cli('CONFIG', 'SET', 'maxmemory', '0');
        await traffic.recover();
      }
      await traffic.join();
      for (const error of traffic.publisher.refusals) {
        assert.ok(error instanceof BrokerError && error.retryable && error.message.includes('maxmemory'), String(error));
      }
      return await traffic.end();
    },
  },
  {
    name: 'subscribe-denied',
    fault: 'resubscribe denied',
    injectedBy: '`ACL SETUSER … -psubscribe`, then the connection killed',
    mustHold: 'degraded, health unhealthy, no unhandled rejection; whole again when it is allowed',
    gaps: [],
    run: async () => {
      await using server = await startRedis({ acl: [OPERATOR] });
      await using traffic = await Traffic.start({ connect: toServer(server, { redis: { username: 'operator', password: 'operator-secret' } }) });
      await server.cli('ACL', 'SETUSER', 'operator', '-psubscribe');
      await server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await waitUntil(() => traffic.monitor.status.kind === 'degraded', { withinMs: 20_000, what: 'the broker to be degraded' });
      const { status, checks } = await traffic.monitor.healthCheck();
      assert.equal(status, 'unhealthy');
      assert.match(checks.delivery.detail, /NOPERM/);
      await server.cli('ACL', 'SETUSER', 'operator', '+psubscribe');
      await traffic.recover();
      await traffic.join();
      return await traffic.end();
    },
  },
];
