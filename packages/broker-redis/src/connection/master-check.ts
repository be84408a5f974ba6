import { ConnectionError } from '@runwire/broker-core';
import type { RedisClient } from './redis-client.js';
import { ServerReplyError } from './server-reply-error.js';

/**
 * Refuses a replica: it would take PUBLISH, and nobody would hear it (https://redis.io/docs/latest/commands/role/).
 * A user without the right to ask is believed.
 * @throws ConnectionError
 */
export async function assertMaster(client: RedisClient): Promise<void> {
  try {
    const reply = await client.call('role', []);
    if (!Array.isArray(reply) || reply[0] === 'master') return;
  } catch (error) {
    if (error instanceof ServerReplyError) return;
    throw error;
  }
  throw new ConnectionError(`Redis at ${client.address} is a replica, which takes no writes; connect to the master, or through Sentinel (REDIS_SENTINELS).`);
}
