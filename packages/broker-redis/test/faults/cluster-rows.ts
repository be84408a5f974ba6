import assert from 'node:assert/strict';
import { startCluster, type RedisCluster } from '../../../../tools/testing/redis-cluster.js';
import { Layout } from '../../src/layout.js';
import { DeliveryProxies } from '../support/delivery-proxies.js';
import { toCluster } from './connect.js';
import type { FaultRow } from './fault-row.js';
import { RANDOM_CLUSTER_ROWS } from './random-rows.js';
import { replicatedSlots } from './replicated.js';
import { Traffic, type Report } from './traffic.js';

const BOTH = [
  { sharded: false, suffix: '', note: '' },
  { sharded: true, suffix: '-sharded', note: ', sharded channels' },
] as const;

/** Rows that need a Cluster, with plain and with sharded channels. */
export const CLUSTER_ROWS: readonly FaultRow[] = [...BOTH.flatMap(({ sharded, suffix, note }): readonly FaultRow[] => [
  {
    name: `cluster-connections-killed${suffix}`,
    fault: `Cluster: connections killed, 30 times${note}`,
    injectedBy: '`CLIENT KILL` on every node, of those for commands and of those of the subscribers by turns',
    mustHold: 'nothing lost, nothing reported',
    gaps: [],
    sideBySide: 2,
    run: ({ isLong }) =>
      again(isLong ? 30 : 6, sharded, (cluster, _traffic, round) => {
        const type = round % 2 === 0 ? 'normal' : 'pubsub';
        return Promise.all(cluster.nodes.map((node) => node.cli('CLIENT', 'KILL', 'TYPE', type)));
      }),
  },
  {
    name: `cluster-deliveries-withheld${suffix}`,
    fault: `Cluster: connections that are open and bring nothing${note}`,
    injectedBy: 'TCP proxies that pass on nothing to who has subscribed',
    mustHold: 'delivery is unhealthy meanwhile and commands are not, nothing lost',
    gaps: [],
    sideBySide: 2,
    run: async () => {
      await using cluster = await startCluster();
      await using proxies = await DeliveryProxies.start(cluster.nodes);
      await using traffic = await Traffic.start({ connect: toCluster(cluster, { redis: { sharded }, reach: proxies.reach }) });
      // With sharded channels, one of the masters is enough.
      proxies.mute(sharded ? [await cluster.masterOf(keyOf(traffic.topics[1], sharded))] : cluster.nodes);
      const { checks } = await traffic.monitor.healthCheck();
      assert.deepEqual([checks.commands.status, checks.delivery.status], ['healthy', 'unhealthy']);
      proxies.unmute();
      await traffic.recover();
      await traffic.join();
      return await traffic.end();
    },
  },
  {
    name: `cluster-slot-moved${suffix}`,
    fault: `Cluster: slot moved${note}`,
    injectedBy: '`CLUSTER SETSLOT`, `MIGRATE`',
    mustHold: 'nothing lost, nothing reported',
    gaps: [],
    sideBySide: 2,
    run: ({ isLong }) => again(isLong ? 3 : 1, sharded, (cluster, traffic) => cluster.moveSlotOf(keyOf(traffic.topics[1], sharded))),
  },
  {
    name: `cluster-master-killed${suffix}`,
    fault: `Cluster: master killed${note}`,
    injectedBy: '`kill -9`',
    mustHold: 'recovers without a restart of the process; what the new master lacks is reported',
    gaps: ['rewound'],
    sideBySide: 2,
    run: async () => {
      await using cluster = await startCluster();
      await using traffic = await Traffic.start({ connect: toCluster(cluster, { redis: { sharded } }) });
      await replicatedSlots(cluster.nodes, traffic.topics.map((topic) => keyOf(topic, sharded)));
      const master = await cluster.masterOf(keyOf(traffic.topics[1], sharded));
      await master.kill();
      await traffic.recover();
      await traffic.join(false);
      return await traffic.end();
    },
  },
]), ...RANDOM_CLUSTER_ROWS];

const keyOf = (topic: string, sharded: boolean): string => new Layout({ prefix: undefined, db: 0, sharded }).log(topic);

/** Injects a fault that loses nothing, and waits it out, so many times. */
async function again(rounds: number, sharded: boolean, inject: (cluster: RedisCluster, traffic: Traffic, round: number) => Promise<unknown>): Promise<Report> {
  await using cluster = await startCluster();
  await using traffic = await Traffic.start({ connect: toCluster(cluster, { redis: { sharded } }) });
  for (let round = 0; round < rounds; round++) {
    await inject(cluster, traffic, round);
    await traffic.recover();
  }
  await traffic.join();
  return await traffic.end();
}
