import { type RedisServer, startRedis } from '../../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';

/** A Cluster of one master that serves all slots: where it matters that it is one, not what befalls it. */
export async function startOneNodeCluster({ acl = [], config = {} }: { readonly acl?: readonly string[]; readonly config?: Readonly<Record<string, string>> } = {}): Promise<RedisServer> {
  const server = await startRedis({ acl, config: { 'cluster-enabled': 'yes', ...config } });
  await server.cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await waitUntil(async () => (await server.cli('CLUSTER', 'INFO')).includes('cluster_state:ok'), { withinMs: 10_000, what: 'the Cluster to be whole' });
  return server;
}
