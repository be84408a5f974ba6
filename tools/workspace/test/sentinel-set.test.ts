import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SentinelSet, startSentinelSet } from '../../testing/sentinel-set.js';
import { waitUntil } from '../../testing/wait-until.js';

/** Longer than a Sentinel that doubts its clock stands still: on a busy machine one does. */
const WITHIN_MS = 150_000;

describe('a set of Sentinels', () => {
  let set: SentinelSet;

  beforeAll(async () => {
    set = await startSentinelSet();
  });

  afterAll(() => set.stop());

  it('agrees on the master and replicates what it takes', async () => {
    const master = await set.master();
    await expect(master.cli('SET', 'name', 'value')).resolves.toBe('OK');
    const replicated = async () => (await Promise.all(set.servers.map((server) => server.cli('GET', 'name')))).every((value) => value === 'value');
    await waitUntil(replicated, { withinMs: 5_000, what: 'the replicas to have it' });
  });

  it('fails over on demand, and the old master follows', async () => {
    const old = await set.master();
    const next = await set.failover();
    expect(next.port).not.toBe(old.port);
    await expect(next.cli('GET', 'name')).resolves.toBe('value');
    await expect(old.cli('ROLE')).resolves.toContain(`slave\n127.0.0.1\n${next.port}\nconnected`);
  }, WITHIN_MS);

  it('fails over when the master is killed, and takes it back as a replica', async () => {
    const old = await set.master();
    await old.kill();
    const next = await set.awaitFailover(old);
    await expect(next.cli('GET', 'name')).resolves.toBe('value');
    await old.restart();
    await expect(set.master()).resolves.toBe(next);
  }, WITHIN_MS);
});
