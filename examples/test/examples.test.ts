import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, type RedisServer } from '../../tools/testing/redis-server.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** What each program prints, on every backend. */
const OUTPUTS: readonly (readonly [program: string, output: string])[] = [
  ['quick-start', "training.status { status: 'running' }\nstored { status: 'running' }\n"],
  [
    'patterns',
    'training.* → training.status, training.experiment.exp_1.status\n' +
      '*.experiment.*.status → training.experiment.exp_1.status, ppo.experiment.exp_2.status\n' +
      '* → training.status, training.experiment.exp_1.status, ppo.experiment.exp_2.status\n',
  ],
  ['resume-by-cursor', 'step 1\nstep 2\n… stopped, and resumed …\nstep 3\nstep 4\nstep 5\n'],
  ['state-and-event', 'published and stored\nrefused: the status is already "completed"\nstored completed\n'],
];

async function output(program: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await run(process.execPath, [`${program}.mjs`], { cwd: folder, env: { PATH: process.env['PATH'], ...env }, timeout: 30_000 });
  return stdout;
}

describe('the examples in memory', () => {
  it.each(OUTPUTS)('%s prints what it promises', async (program, expected) => {
    expect(await output(program, {})).toBe(expected);
  });

  it('slow-consumer accounts for every message', async () => {
    expect(await output('slow-consumer', {})).toMatch(/^1000 published = \d+ delivered \+ \d+ reported missing: true\n$/);
  });
});

describe('the same examples on Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const onRedis = (program: string): Promise<string> =>
    output(program, { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url, REDIS_KEY_PREFIX: `${program}:` });

  it.each(OUTPUTS)('%s prints the same', async (program, expected) => {
    expect(await onRedis(program)).toBe(expected);
  });

  it('slow-consumer accounts for every message', async () => {
    expect(await onRedis('slow-consumer')).toMatch(/: true\n$/);
  });
});
