/** Starts a Redis server with the test support compiled in the folder of the first argument, tells its pid and folder, and waits to be killed. */
import { pathToFileURL } from 'node:url';

const { startRedis } = await import(pathToFileURL(`${process.argv[2]}/redis-server.js`).href);
const { pid, dir } = await startRedis();
process.stdout.write(JSON.stringify({ pid, dir }));
setInterval(() => undefined, 1_000);
