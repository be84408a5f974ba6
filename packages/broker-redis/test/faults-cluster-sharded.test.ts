import { afterAll, describe, expect, it } from '@jest/globals';
import { startCluster } from '../../../tools/testing/redis-cluster.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import type { Reach, ServerAddress } from '../src/connection/server-address.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Layout } from '../src/layout.js';
import { DeliveryProxy } from './support/delivery-proxy.js';
import { Traffic } from './support/traffic.js';

const cluster = await startCluster();
afterAll(() => cluster.stop());

const clusterNodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
const connect = (reach?: Reach): Promise<RedisBroker> => createBroker({ redis: { clusterNodes, sharded: true }, reach });
const layout = new Layout({ sharded: true });

function expectExactBooks({ refused, gaps, lost, misplaced }: Traffic): void {
  expect({ refused, gaps, lost, misplaced }).toEqual({ refused: [], gaps: [], lost: [], misplaced: [] });
}

/** The live path is back on the master of the slot; a heartbeat would take longer to find what is missing. */
async function expectHeard(topic: string): Promise<void> {
  const channel = layout.channel(topic);
  const master = await cluster.masterOf(channel);
  const isHeard = async (): Promise<boolean> => (await master.cli('PUBSUB', 'SHARDNUMSUB', channel)) === `${channel}\n1`;
  await waitUntil(isHeard, { withinMs: 4_000, what: `${channel} to be heard from its master` });
}

describe('RedisBroker with sharded channels under faults', () => {
  it('loses, doubles and disorders nothing when the connections to its masters are killed', async () => {
    await using broker = await connect();
    const traffic = await Traffic.start(broker, broker, 'cut.b', 'cut.*');
    for (let round = 0; round < 6; round++) {
      const type = round % 2 === 0 ? 'pubsub' : 'normal';
      await Promise.all(cluster.nodes.map((node) => node.cli('CLIENT', 'KILL', 'TYPE', type)));
      await expectHeard('cut.b');
      await traffic.pass(30);
    }
    await traffic.stop();
    expectExactBooks(traffic);
  });

  it('follows the slot of a partition that moves under load', async () => {
    await using publisher = await connect();
    await using subscriber = await connect();
    const traffic = await Traffic.start(publisher, subscriber, 'moving.b');
    for (let round = 0; round < 3; round++) {
      await cluster.moveSlotOf(layout.channel('moving.b'));
      await expectHeard('moving.b');
      await traffic.pass(30);
    }
    await traffic.stop();
    expectExactBooks(traffic);
  });

  it('notices that one of its connections is open but silent, and loses nothing', async () => {
    const proxies = await Promise.all(cluster.nodes.map((node) => DeliveryProxy.start(node)));
    const reach = (address: ServerAddress): ServerAddress => proxies[cluster.nodes.findIndex(({ port }) => port === address.port)] ?? address;
    await using broker = await connect(reach);
    const master = await cluster.masterOf(layout.channel('silent.b'));
    const proxy = proxies[cluster.nodes.indexOf(master)];
    const traffic = await Traffic.start(broker, broker, 'silent.b');
    proxy?.mute();
    const { checks } = await broker.healthCheck();
    expect([checks.commands.status, checks.delivery.status]).toEqual(['healthy', 'unhealthy']);
    proxy?.unmute();
    await traffic.pass(30);
    await traffic.stop();
    expectExactBooks(traffic);
    await broker.close();
    await Promise.all(proxies.map((each) => each[Symbol.asyncDispose]()));
  });

  it('goes on when a master is killed under load', async () => {
    await using publisher = await connect();
    await using subscriber = await connect();
    const traffic = await Traffic.start(publisher, subscriber, 'killed.b', '*');
    const master = await cluster.masterOf(layout.channel('killed.b'));
    await master.kill();
    await expectHeard('killed.b');
    await traffic.pass(100, 40_000);
    await traffic.stop();
    expect(subscriber.status.kind).toBe('ready');
    expect(traffic.misplaced).toEqual([]);
    for (const { reason } of traffic.gaps) expect(reason).toBe('rewound');
    if (traffic.lost.length > 0) expect(traffic.gaps).not.toEqual([]);
  });
});
