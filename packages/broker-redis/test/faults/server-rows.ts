import assert from 'node:assert/strict';
import { startRedis, type RedisServer } from '../../../../tools/testing/redis-server.js';
import { tcpProxy } from '../../../../tools/testing/tcp-proxy.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import type { RedisBroker } from '../../src/index.js';
import { toServer } from './connect.js';
import type { FaultRow } from './fault-row.js';
import { Traffic, type Report } from './traffic.js';

const FREEZE_MS = 20_000;
/** Of the broker by default, and in a short run, milliseconds. */
const [PROBE_MS, SHORT_PROBE_MS] = [5_000, 250];

const killClients = (server: RedisServer, type: 'pubsub' | 'normal'): Promise<string> => server.cli('CLIENT', 'KILL', 'TYPE', type);

/** Rows that one server is enough for, and that take nothing but the way to it, or the server itself. */
export const SERVER_ROWS: readonly FaultRow[] = [
  {
    name: 'connections-killed',
    fault: 'connections killed, 30 times',
    injectedBy: '`CLIENT KILL`, of those for commands and of those of the subscribers by turns',
    mustHold: 'nothing lost, nothing reported',
    gaps: [],
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server) });
      for (let round = 0; round < (isLong ? 30 : 8); round++) {
        await killClients(server, round % 2 === 0 ? 'normal' : 'pubsub');
        await traffic.recover();
      }
      await traffic.join();
      return await traffic.end();
    },
  },
  {
    name: 'server-restarted',
    fault: 'server killed and restarted with its append-only file',
    injectedBy: '`kill -9`, `appendfsync always`',
    mustHold: 'no acknowledged message lost, the stored state equal',
    gaps: [],
    run: async ({ isLong }) => {
      await using server = await startRedis({ appendonly: true });
      await using traffic = await Traffic.start({ connect: toServer(server) });
      await traffic.trainer.store.set('run:one:state', { step: 1 });
      for (let round = 0; round < (isLong ? 3 : 1); round++) {
        await server.restart();
        await traffic.join();
        await traffic.recover();
      }
      assert.deepEqual(await traffic.monitor.store.get('run:one:state'), { step: 1 });
      return await traffic.end();
    },
  },
  {
    name: 'server-restarted-empty',
    fault: 'server restarted empty',
    injectedBy: '`kill -9`, nothing persisted',
    mustHold: '`gap: reset`, then live again; no hang',
    gaps: ['reset'],
    run: async () => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server) });
      await server.restart();
      await traffic.join(false);
      await traffic.recover();
      const report = await traffic.end();
      // Four who were there take three topics each, one takes one; whoever comes meanwhile may hear of it, too.
      const resets = report.gaps.filter(({ reason }) => reason === 'reset').length;
      assert.ok(resets >= 13 && resets <= 16, `each subscriber hears of the reset once in each topic, and ${String(resets)} were told`);
      return report;
    },
  },
  {
    name: 'server-frozen',
    fault: 'server frozen for 20 s (half-open connections)',
    injectedBy: '`SIGSTOP`, `SIGCONT`',
    mustHold: 'noticed within twice the interval of the probes, unhealthy meanwhile, nothing lost',
    gaps: [],
    sideBySide: 5,
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server, isLong ? {} : { probeMs: SHORT_PROBE_MS }) });
      return await silence(traffic, isLong, { begin: () => { server.freeze(); }, end: () => { server.thaw(); } });
    },
  },
  {
    name: 'network-black-hole',
    fault: 'network that swallows everything for 20 s',
    injectedBy: 'a TCP proxy that stops forwarding',
    mustHold: 'the same',
    gaps: [],
    sideBySide: 5,
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await using proxy = await tcpProxy(server);
      await using traffic = await Traffic.start({ connect: toServer(proxy, isLong ? {} : { probeMs: SHORT_PROBE_MS }) });
      return await silence(traffic, isLong, { begin: () => { proxy.pause(); }, end: () => { proxy.resume(); } });
    },
  },
  {
    name: 'scripts-flushed',
    fault: 'scripts flushed',
    injectedBy: '`SCRIPT FLUSH`, again and again',
    mustHold: 'invisible',
    gaps: [],
    run: async ({ isLong }) => {
      await using server = await startRedis();
      await using traffic = await Traffic.start({ connect: toServer(server) });
      for (let round = 0; round < (isLong ? 30 : 10); round++) {
        await server.cli('SCRIPT', 'FLUSH');
        await traffic.recover();
      }
      await traffic.join();
      return await traffic.end();
    },
  },
];

async function silence(traffic: Traffic, isLong: boolean, fault: { readonly begin: () => void; readonly end: () => void }): Promise<Report> {
  const probeMs = isLong ? PROBE_MS : SHORT_PROBE_MS;
  const beganAt = performance.now();
  fault.begin();
  const noticed = Promise.all([traffic.trainer, traffic.monitor].map((broker) => noticedBy(broker, 2 * probeMs)));
  assert.equal((await traffic.monitor.healthCheck()).status, 'unhealthy');
  await noticed;
  if (isLong) await waitUntil(() => performance.now() - beganAt > FREEZE_MS, { withinMs: FREEZE_MS, what: 'the silence to last' });
  assert.equal((await traffic.monitor.healthCheck()).status, 'unhealthy');
  fault.end();
  await traffic.join();
  await traffic.recover();
  return await traffic.end();
}

/** The event loop of a busy machine may be late by as much as a second. */
const noticedBy = (broker: RedisBroker, withinMs: number): Promise<boolean> =>
  waitUntil(() => broker.status.kind === 'reconnecting', { withinMs: withinMs + 1_000, what: 'the probe to notice' });
