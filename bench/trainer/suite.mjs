import { startRedis } from '../redis/servers.mjs';
import { perEvent } from './sections/per-event.mjs';
import { share } from './sections/share.mjs';

/** What publishing costs a trainer; over a real redis-server, started here and ended with the suite. */
export async function openSuite() {
  const redis = await startRedis();
  if (redis === undefined) throw new Error('redis-server is not installed; install it (Debian: apt-get install redis-server) and try again.');
  return { sections: [share, perEvent], context: { redis: { port: redis.port } }, close: () => redis.stop() };
}
