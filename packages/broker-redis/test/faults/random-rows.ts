import { setTimeout as delay } from 'node:timers/promises';
import { startCluster } from '../../../../tools/testing/redis-cluster.js';
import { type RedisServer, startRedis } from '../../../../tools/testing/redis-server.js';
import { startSentinelSet } from '../../../../tools/testing/sentinel-set.js';
import { tcpProxy } from '../../../../tools/testing/tcp-proxy.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { Layout } from '../../src/layout.js';
import { block } from './block.js';
import { withClockAhead } from './clock.js';
import { toCluster, toSentinels, toServer } from './connect.js';
import type { FaultRow } from './fault-row.js';
import { randomRow, type Fault, type Ground } from './random-schedule.js';
import { replicated, replicatedSlots } from './replicated.js';
import type { Traffic } from './traffic.js';

const PROBE_MS = 300;
const HOUR_MS = 3_600_000;

const headsOf = (traffic: Traffic, prefix: string, sharded = false): readonly string[] => traffic.topics.map((topic) => new Layout({ prefix, sharded }).top(topic));
const cutAt = (servers: readonly RedisServer[]) => (type: string): Promise<unknown> => Promise.allSettled(servers.map((server) => cutClients(server, type)));
const flush = (servers: readonly RedisServer[]): Fault => async () => { await Promise.all(servers.map((server) => server.cli('SCRIPT', 'FLUSH'))); };
const clock: Fault = (_traffic, forMs) => withClockAhead(forMs % 2 === 0 ? HOUR_MS : -HOUR_MS, () => delay(forMs));

/** Neither those of the Sentinels, nor those by which faults are injected: they live for one command. */
async function cutClients(server: RedisServer, type: string): Promise<void> {
  const clients = (await server.cli('CLIENT', 'LIST', 'TYPE', type)).split('\n').filter((line) => !line.includes(' age=0 ') && !line.includes(' name=sentinel'));
  const ids = clients.flatMap((line) => /^id=(\d+)/.exec(line)?.[1] ?? []);
  await Promise.allSettled(ids.map((id) => server.cli('CLIENT', 'KILL', 'ID', id)));
}

async function frozen(server: RedisServer, forMs: number): Promise<void> {
  server.freeze();
  await delay(forMs);
  server.thaw();
}

/** Random schedules of the faults of the table on one server. */
export const RANDOM_SERVER_ROW: FaultRow = randomRow({
  name: 'random-server',
  fault: 'random schedules of these, one server',
  injectedBy: 'restart, freeze, black hole, cut connections, full memory, output buffer limit, flushed scripts, emptied server, changed clock',
  mayRefuse: true,
  sideBySide: 4,
  runsFactor: 4,
  gapsOf: { emptied: ['reset'] },
  open: async (): Promise<Ground> => {
    const server = await startRedis({ appendonly: true });
    const proxy = await tcpProxy(server);
    return {
      connect: (options) => toServer(proxy, { ...options, probeMs: PROBE_MS })(),
      cut: cutAt([server]),
      settled: () => Promise.resolve(),
      close: async () => {
        await proxy.close();
        await server.stop();
      },
      faults: {
        restart: () => server.restart(),
        frozen: (_traffic, forMs) => frozen(server, forMs),
        'black hole': async (_traffic, forMs) => {
          proxy.pause();
          await delay(forMs);
          proxy.resume();
        },
        cut: () => { proxy.cut(); return Promise.resolve(); },
        'full memory': async (_traffic, forMs) => {
          await server.cli('CONFIG', 'SET', 'maxmemory', '1');
          await delay(forMs / 4);
          await server.cli('CONFIG', 'SET', 'maxmemory', '0');
        },
        'output buffer': async (traffic, forMs) => {
          await server.cli('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 64kb 64kb 1');
          for (let count = 0; count < 200; count++) void traffic.publisher.publish(traffic.topics[0], 'x'.repeat(20_000));
          await delay(5);
          block(forMs / 4);
        },
        'scripts flushed': flush([server]),
        emptied: async () => { await server.cli('FLUSHALL'); },
        clock,
      },
    };
  },
});

export const RANDOM_SENTINEL_ROW: FaultRow = randomRow({
  name: 'random-sentinel',
  fault: 'random schedules of these, Sentinel',
  injectedBy: 'ordered fail-over, killed and frozen master, cut connections, flushed scripts, changed clock',
  sideBySide: 3,
  runsFactor: 2,
  gapsOf: { 'fail-over': ['rewound'], 'killed master': ['rewound'] },
  open: async (): Promise<Ground> => {
    const set = await startSentinelSet();
    return {
      connect: (options) => toSentinels(set, options)(),
      cut: cutAt(set.servers),
      settled: (traffic, keyPrefix) => replicated(set.servers, headsOf(traffic, keyPrefix)),
      close: () => set.stop(),
      faults: {
        'fail-over': async () => { await set.failover(); },
        'killed master': async () => {
          const master = await set.master();
          await master.kill();
          await set.awaitFailover(master);
          await master.restart();
          await set.ready();
        },
        'frozen master': async (_traffic, forMs) => frozen(await set.master(), forMs),
        'scripts flushed': flush(set.servers),
        clock,
      },
    };
  },
});

const clusterRow = (name: string, fault: string, sharded: boolean): FaultRow =>
  randomRow({
    name,
    fault,
    injectedBy: 'moved slots, killed and frozen masters, cut connections, flushed scripts, changed clock',
    sideBySide: 2,
    runsFactor: 2,
    gapsOf: { 'killed master': ['rewound'] },
    open: async (): Promise<Ground> => {
      const cluster = await startCluster();
      const keyOf = (traffic: Traffic, forMs: number): string => new Layout({ sharded }).log(traffic.topics[forMs % 2 === 0 ? 0 : 1]);
      return {
        connect: (options) => toCluster(cluster, { redis: { ...options.redis, sharded }, probeMs: PROBE_MS })(),
        cut: cutAt(cluster.nodes),
        settled: (traffic, keyPrefix) => replicatedSlots(cluster.nodes, headsOf(traffic, keyPrefix, sharded)),
        close: () => cluster.stop(),
        faults: {
          'moved slot': async (traffic, forMs) => { await cluster.moveSlotOf(keyOf(traffic, forMs)); },
          'killed master': async (traffic, forMs) => {
            const key = keyOf(traffic, forMs);
            const master = await cluster.masterOf(key);
            await master.kill();
            await waitUntil(async () => (await cluster.masterOf(key)) !== master, { withinMs: 60_000, what: 'the fail-over' });
            await master.restart();
            await cluster.ready();
          },
          'frozen master': async (traffic, forMs) => frozen(await cluster.masterOf(keyOf(traffic, forMs)), forMs / 2),
          'scripts flushed': flush(cluster.nodes),
          clock,
        },
      };
    },
  });

export const RANDOM_CLUSTER_ROWS: readonly FaultRow[] = [
  clusterRow('random-cluster', 'random schedules of these, Cluster', false),
  clusterRow('random-cluster-sharded', 'random schedules of these, Cluster, sharded channels', true),
];
