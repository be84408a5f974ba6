import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { isProgram, runSample, type Sample, samplesOf, usesRedis, withRedisAt } from '../../testing/markdown-samples.js';
import { type RedisServer, startRedis } from '../../testing/redis-server.js';
import { markdownFiles, WORKSPACE } from './markdown-files.js';
import { typeErrorsIn } from './type-errors-in.js';

const CONTRIBUTING = 'CONTRIBUTING.md'; // shows the test support, which belongs to no package
const files = markdownFiles().filter((file) => file !== CONTRIBUTING);
const samples = await Promise.all(files.map(async (file) => ({ file, programs: (await samplesOf(join(WORKSPACE, file))).filter(isProgram) })));
const withPrograms = samples.filter(({ programs }) => programs.length > 0);

describe('the samples of the documentation', () => {
  let dir: string;
  let redis: RedisServer | undefined;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'runwire-samples-'));
    await symlink(join(WORKSPACE, 'node_modules'), join(dir, 'node_modules'));
    if (samples.some(({ programs }) => programs.some(usesRedis))) redis = await startRedis();
  });

  afterAll(async () => {
    await redis?.stop();
    await rm(dir, { recursive: true });
  });

  describe.each(withPrograms)('$file', ({ programs }) => {
    it.each(programs)('runs $place, which prints what it says', async (sample) => {
      await runSample(redis === undefined ? sample : withRedisAt(sample, redis.url), { dir });
    });
  });

  it('have no type errors', async () => {
    const programs: readonly Sample[] = withPrograms.flatMap((each) => each.programs);
    expect(await typeErrorsIn(programs.filter(({ language }) => language === 'ts'), dir)).toEqual([]);
  });
});
