/** One experiment of the default size on Redis, about 10 CPU seconds: `npm run test:long -- one-run`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { startRedis } from '../../../tools/testing/redis-server.js';

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const TELL_COST = `data:text/javascript,${encodeURIComponent("process.on('exit', () => console.error(JSON.stringify(process.resourceUsage())))")}`;
const MINUTES = 60_000;

it('50,000 steps cost less than 60 CPU seconds and 100 MB', async () => {
  await using server = await startRedis();
  const { PATH = '' } = process.env;
  const env = { PATH, MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: server.url };
  const startedAt = performance.now();
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', TELL_COST, BIN, '--json'], { env });
  const wallSeconds = (performance.now() - startedAt) / 1_000;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr) as NodeJS.ResourceUsage;
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  const megabytes = maxRSS / 1_000;
  console.info(`${cpuSeconds.toFixed(1)} CPU seconds, ${wallSeconds.toFixed(1)} s, at most ${megabytes.toFixed(0)} MB`);
  expect(cpuSeconds).toBeLessThan(60);
  expect(megabytes).toBeLessThan(100);
}, 10 * MINUTES);
