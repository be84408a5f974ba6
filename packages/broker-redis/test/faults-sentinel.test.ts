import { describe, expect, it } from '@jest/globals';
import { type SentinelSet, startSentinelSet } from '../../../tools/testing/sentinel-set.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Traffic } from './support/traffic.js';

const connectTo = (set: SentinelSet): Promise<RedisBroker> =>
  createBroker({ redis: { sentinels: set.sentinels.map(({ host, port }) => ({ host, port })), sentinelName: set.name } });

/** What a fail-over takes back is acknowledged, and reported as lost. */
function expectHonestBooks(traffic: Traffic): void {
  expect(traffic.misplaced).toEqual([]);
  for (const { reason } of traffic.gaps) expect(['rewound', 'reset']).toContain(reason);
  // Some may have arrived before they were taken back.
  if (traffic.lost.length > 0) expect(traffic.gaps).not.toEqual([]);
}

describe('RedisBroker through a fail-over', () => {
  it('follows an ordered fail-over under load', async () => {
    await using set = await startSentinelSet();
    await using broker = await connectTo(set);
    const traffic = await Traffic.start(broker, broker, 'a.b');
    await set.failover();
    await traffic.pass(100);
    await traffic.stop();
    expectHonestBooks(traffic);
  });

  it('follows the Sentinels when the master is killed under load', async () => {
    await using set = await startSentinelSet();
    await using broker = await connectTo(set);
    const traffic = await Traffic.start(broker, broker, 'a.b');
    const master = await set.master();
    await master.kill();
    await set.awaitFailover(master);
    await traffic.pass(100);
    await traffic.stop();
    expectHonestBooks(traffic);
  });
});
