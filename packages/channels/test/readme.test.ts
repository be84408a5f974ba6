/** The samples of the README, run from the build on every backend; the tests of the documentation check their types. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isProgram, runSample, samplesOf } from '../../../tools/testing/markdown-samples.js';
import { startRedis, type RedisServer } from '../../../tools/testing/redis-server.js';

const samples = (await samplesOf(fileURLToPath(new URL('../README.md', import.meta.url)))).filter(isProgram);

describe('the samples of the README', () => {
  let dir: string;
  let redis: RedisServer;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'runwire-channels-'));
    await symlink(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(dir, 'node_modules'));
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis.stop();
    await rm(dir, { recursive: true });
  });

  it('are there', () => {
    expect(samples.length).toBeGreaterThan(4);
  });

  it.each(samples)('print what they say on memory: $place', async (sample) => {
    await runSample(sample, { dir, env: { MESSAGE_BROKER_TYPE: 'memory' } });
  });

  it.each(samples)('print what they say on Redis: $place', async (sample) => {
    const prefix = `${sample.place.replaceAll(/\W/g, '_')}:`;
    await runSample(sample, { dir, env: { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url, REDIS_KEY_PREFIX: prefix } });
  });
});
