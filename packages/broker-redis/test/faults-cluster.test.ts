import { describe, expect, it } from '@jest/globals';
import { type RedisCluster, startCluster } from '../../../tools/testing/redis-cluster.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Traffic } from './support/traffic.js';

const connectTo = (cluster: RedisCluster): Promise<RedisBroker> => createBroker({ redis: { clusterNodes: cluster.nodes.map(({ host, port }) => ({ host, port })) } });

describe('RedisBroker on a Cluster under faults', () => {
  it('follows a slot that moves under load', async () => {
    await using cluster = await startCluster();
    await using broker = await connectTo(cluster);
    const traffic = await Traffic.start(broker, broker, 'moving.b');
    for (let round = 0; round < 3; round++) {
      await cluster.moveSlotOf('{moving}');
      await traffic.pass(50);
    }
    await traffic.stop();
    expect({ refused: traffic.refused, gaps: traffic.gaps, lost: traffic.lost, misplaced: traffic.misplaced }).toEqual({ refused: [], gaps: [], lost: [], misplaced: [] });
  });

  it('goes on when a master is killed under load', async () => {
    await using cluster = await startCluster();
    await using broker = await connectTo(cluster);
    const traffic = await Traffic.start(broker, broker, 'killed.b');
    const master = await cluster.masterOf('{killed}');
    await master.kill();
    await traffic.pass(100, 40_000);
    await traffic.stop();
    expect(traffic.misplaced).toEqual([]);
    for (const { reason } of traffic.gaps) expect(reason).toBe('rewound');
    if (traffic.lost.length > 0) expect(traffic.gaps).not.toEqual([]);
  });
});
