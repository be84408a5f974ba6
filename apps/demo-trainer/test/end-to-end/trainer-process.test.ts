import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runTrainer, TrainerProcess } from './trainer-process.js';

const brief = ['--steps', '1500', '--epochs', '2', '--market-bars', '4000', '--id', 'run'];
const endless = ['--steps', '50000000', '--market-bars', '4000', '--id', 'run', '--json'];

const parsed = (stdout: string): Record<string, unknown>[] =>
  stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the program', () => {
  it('writes plain lines without an escape byte when it is piped, and ends with 0', async () => {
    const { exitCode, stdout, stderr } = await runTrainer([...brief, '--experiments', '2']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^run-2 {2}completed after .* buy and hold/m);
  });

  it('writes JSON lines that all parse, and ends with 1 when an experiment diverges', async () => {
    const { exitCode, stdout } = await runTrainer([...brief, '--experiments', '2', '--nan-at', '600', '--json']);
    const ended = parsed(stdout).filter(({ kind }) => kind === 'ended');
    expect(exitCode).toBe(1);
    expect(new Map(ended.map(({ experiment, status }) => [experiment, status]))).toEqual(new Map([['run-1', 'failed'], ['run-2', 'completed']]));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s as cancelled, within two seconds, with 130', async (signal) => {
    await using trainer = new TrainerProcess(endless);
    await trainer.saw(({ kind }) => kind === 'metrics', 'metrics');
    const askedAt = performance.now();
    trainer.signal(signal);
    expect(await trainer.ended()).toBe(130);
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(trainer.updates.at(-1)).toMatchObject({ kind: 'ended', status: 'cancelled', reason: `Interrupted by ${signal}.` });
  });

  it('keeps checkpoints of what is unfinished, and none of what completed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trainer-'));
    try {
      await using trainer = new TrainerProcess([...endless, '--checkpoint-dir', folder]);
      await trainer.saw(({ kind }) => kind === 'metrics', 'metrics');
      trainer.signal('SIGINT');
      await trainer.ended();
      expect(await readdir(folder)).toEqual(['run.checkpoint.json']);
      await runTrainer([...brief, '--checkpoint-dir', folder]);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a broken broker configuration is told in one line, without a stack or a password', () => {
  it.each([
    [{ MESSAGE_BROKER_TYPE: 'carrier-pigeon' }, 2, /npm install @runwire\/broker-carrier-pigeon/],
    [{ MESSAGE_BROKER_TYPE: 'redis', REDIS_PORT: 'abc' }, 2, /REDIS_PORT is "abc"/],
    [{ MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: 'redis://:hush-hush@127.0.0.1:1' }, 1, /127\.0\.0\.1:1/],
  ])('%j', async (environment, code, message) => {
    const { exitCode, stdout, stderr, tookMs } = await runTrainer(brief, environment);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/hush-hush|\n {4}at /);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(tookMs).toBeLessThan(5_500);
  });
});
