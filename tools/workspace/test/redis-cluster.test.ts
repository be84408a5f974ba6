import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RedisCluster, startCluster } from '../../testing/redis-cluster.js';
import { waitUntil } from '../../testing/wait-until.js';

describe('a Redis cluster', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });

  afterAll(() => cluster.stop());

  it('takes writes on the master of a key, and only there', async () => {
    const master = await cluster.masterOf('{run}:status');
    await expect(master.cli('SET', '{run}:status', 'running')).resolves.toBe('OK');
    const others = cluster.nodes.filter((node) => node !== master);
    await Promise.all(others.map((node) => expect(node.cli('GET', '{run}:status')).rejects.toThrow('MOVED')));
  });

  it('moves a slot with what is in it', async () => {
    const from = await cluster.masterOf('{run}:status');
    const to = await cluster.moveSlotOf('{run}:status');
    expect(to).not.toBe(from);
    await expect(to.cli('GET', '{run}:status')).resolves.toBe('running');
    await expect(from.cli('GET', '{run}:status')).rejects.toThrow(`MOVED 3244 127.0.0.1:${to.port}`);
  });

  it('replaces a killed master by its replica, and is whole again when it returns', async () => {
    const old = await cluster.masterOf('{run}:status');
    const slot = await old.cli('CLUSTER', 'KEYSLOT', '{run}:status');
    const holders = async () => (await Promise.all(cluster.nodes.map((node) => node.cli('CLUSTER', 'COUNTKEYSINSLOT', slot)))).filter((count) => count === '1');
    await waitUntil(async () => (await holders()).length === 2, { withinMs: 5_000, what: 'the replica to have it' });
    await old.kill();
    const next = await cluster.masterOf('{run}:status');
    await waitUntil(() => next.cli('GET', '{run}:status').then((value) => value === 'running'), { withinMs: 10_000, what: 'the replica to serve' });
    await old.restart();
    await cluster.ready();
    await expect(old.cli('ROLE')).resolves.toContain('slave');
  });
});
