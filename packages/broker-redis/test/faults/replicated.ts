import type { RedisServer } from '../../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { hashSlot } from '../../src/connection/hash-slot.js';

/**
 * Resolves when the replicas have the beginning of all these histories. Of a history of which a new master has nothing, nobody
 * can tell how it goes on: that would be a reset.
 */
export async function replicated(servers: readonly RedisServer[], keys: readonly string[]): Promise<void> {
  const hasAll = async (server: RedisServer): Promise<boolean> => (await server.cli('EXISTS', ...keys)) === String(keys.length);
  await waitUntil(async () => (await Promise.all(servers.map(hasAll))).every(Boolean), { withinMs: 20_000, what: 'the replicas to have the histories' });
}

/** The same on a Cluster: a master, and a replica that knows no more than what slots hold. */
export async function replicatedSlots(servers: readonly RedisServer[], keys: readonly string[]): Promise<void> {
  const slots = keys.map((key) => String(hashSlot(key)));
  const holders = async (slot: string): Promise<number> => (await Promise.all(servers.map((server) => server.cli('CLUSTER', 'COUNTKEYSINSLOT', slot)))).filter((count) => count !== '0').length;
  await waitUntil(async () => (await Promise.all(slots.map(holders))).every((count) => count === 2), { withinMs: 20_000, what: 'the replicas to have the histories' });
}
