import { startCluster } from '../../../../tools/testing/redis-cluster.js';
import { Layout } from '../../src/layout.js';
import { toCluster } from './connect.js';
import type { FaultRow } from './fault-row.js';
import { RANDOM_CLUSTER_ROWS } from './random-rows.js';
import { replicatedSlots } from './replicated.js';
import { Traffic } from './traffic.js';

const BOTH = [
  { sharded: false, suffix: '', note: '' },
  { sharded: true, suffix: '-sharded', note: ', sharded channels' },
] as const;

/** Rows that need a Cluster, with plain and with sharded channels. */
export const CLUSTER_ROWS: readonly FaultRow[] = [...BOTH.flatMap(({ sharded, suffix, note }): readonly FaultRow[] => [
  {
    name: `cluster-slot-moved${suffix}`,
    fault: `Cluster: slot moved${note}`,
    injectedBy: '`CLUSTER SETSLOT`, `MIGRATE`',
    mustHold: 'nothing lost, nothing reported',
    gaps: [],
    sideBySide: 2,
    run: async ({ isLong }) => {
      await using cluster = await startCluster();
      await using traffic = await Traffic.start({ connect: toCluster(cluster, { redis: { sharded } }) });
      for (let round = 0; round < (isLong ? 3 : 1); round++) {
        await cluster.moveSlotOf(keyOf(traffic.topics[1], sharded));
        await traffic.recover();
      }
      await traffic.join();
      return await traffic.end();
    },
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
