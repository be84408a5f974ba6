/** Starts a Redis server, tells its pid and folder, and waits to be killed. To be run with the TypeScript loader. */
import { startRedis } from '../../testing/redis-server.js';

const { pid, dir } = await startRedis();
process.stdout.write(JSON.stringify({ pid, dir }));
setInterval(() => undefined, 1_000);
