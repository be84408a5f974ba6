import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageBroker } from '@runwire/broker-core';
import { createBroker } from '@runwire/broker-redis';
import { startRedis, type RedisServer } from '../../../../tools/testing/redis-server.js';
import { FakeTrainer } from '../fake-trainer.js';
import { runCommand } from './run-command.js';

const HOSTILE = 'red \u001b[31m \u009b2J <b> \u202egnp.exe';

let redis: RedisServer;
let broker: MessageBroker;
let trainer: FakeTrainer;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  redis = await startRedis();
  broker = await createBroker({ redis: { url: redis.url } });
  trainer = new FakeTrainer(broker);
  env = { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url, FORCE_COLOR: '1' };
  await trainer.start('good', { updates: 3 });
  await trainer.channel.publishLog('good', HOSTILE);
  await trainer.channel.publishMetrics('good', { 'train/loss': Number.NaN }, { step: 4_000 });
  await trainer.channel.publishStatus('good', 'completed');
  await trainer.start('bad', { updates: 2, name: `bad ${HOSTILE}` });
  await trainer.fail('bad', new RangeError('the loss is NaN', { cause: new Error('overflow in layer 2') }));
  await trainer.start('gone');
  await trainer.channel.publishStatus('gone', 'cancelled', { reason: 'no longer wanted' });
  await trainer.start('silent');
  await trainer.channel.publishStatus('silent', 'lost');
  await trainer.start('going', { updates: 1 });
});

afterAll(async () => {
  await broker.close();
  await redis.stop();
});

describe('piped output', () => {
  it.each([[['ls']], [['show', 'bad']], [['show', 'good']], [['tail', '--from-start', '--count', '12']], [['doctor']], [['--help']]])('of %j holds no escape byte and no control character', async (args) => {
    const { stdout, code } = await runCommand(args, { env });
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(20);
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e]/u);
  });

  it('with --json parses line by line, non-finite numbers as words', async () => {
    const list = await runCommand(['ls', '--json'], { env });
    const tail = await runCommand(['tail', '--json', '--from-start', '--count', '20'], { env });
    const runs = list.stdout.trim().split('\n').map((line) => JSON.parse(line) as { readonly id: string; readonly metrics: Readonly<Record<string, unknown>> });
    expect(runs.map(({ id }) => id).sort()).toEqual(['bad', 'going', 'gone', 'good', 'silent']);
    expect(runs.find(({ id }) => id === 'good')?.metrics['train/loss']).toBe('NaN');
    expect(tail.stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown)).toHaveLength(20);
  });

  it('ends quietly when its reader leaves', async () => {
    const ended = new AbortController();
    const tail = runCommand(['tail', '--from-start', '--json'], { env, pipe: '| head -1' }).finally(() => ended.abort());
    // What was written before its reader left lies in the pipe: only a later line finds nobody there.
    while (!ended.signal.aborted) {
      await trainer.update('going');
      await delay(20);
    }
    const { stdout, stderr } = await tail;
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });
});

describe('what commands tell', () => {
  it('shows the whole error with its cause', async () => {
    const { stdout } = await runCommand(['show', 'bad'], { env });
    expect(stdout).toContain('RangeError: the loss is NaN');
    expect(stdout).toContain('overflow in layer 2');
    expect(stdout).toContain('\\e[31m');
  });

  it('filters by state, type, level and id', async () => {
    const failed = await runCommand(['ls', '--status', 'failed', '--json'], { env });
    expect(JSON.parse(failed.stdout)).toMatchObject({ id: 'bad', state: 'failed' });
    const errors = await runCommand(['tail', 'bad', '--level', 'warn', '--from-start', '--count', '1', '--json'], { env });
    expect(JSON.parse(errors.stdout)).toMatchObject({ type: 'error', experimentId: 'bad', fatal: true });
    const statuses = await runCommand(['tail', 'good', 'gone', '--type', 'status', '--since', '1h', '--count', '4', '--json'], { env });
    expect(new Set(statuses.stdout.trim().split('\n').map((line) => (JSON.parse(line) as { readonly type: string }).type))).toEqual(new Set(['status']));
  });

  it('watches in plain lines where there is no terminal', async () => {
    await trainer.update('going'); // a sign of life: on a slow machine the last may be old
    const { stdout, code } = await runCommand(['watch', 'going'], { env, until: /going running.*\n/ });
    expect(code).toBe(143);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('doctor', () => {
  it('puts a sign before what would be safer, and says what to do', async () => {
    const { stdout, code } = await runCommand(['doctor'], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ commands/m);
    expect(stdout).toMatch(/^! server .*append-only file is off.*set "appendonly yes"/m);
  });
});

describe('wait', () => {
  it.each([
    [['good'], 0],
    [['bad'], 1],
    [['gone'], 3],
    [['good', 'bad', 'gone'], 1],
    [['nobody'], 4],
    [['silent'], 6],
    [['going', '--timeout', '300ms'], 124],
  ])('%j ends with %i', async (args, code) => {
    expect((await runCommand(['wait', ...args], { env })).code).toBe(code);
  });
});

describe('control', () => {
  it('asks the trainer, prints its answer, and tells by the exit code what came of it', async () => {
    const run = await trainer.channel.startRun('steered');
    const trained = (async () => {
      while (!run.signal.aborted) {
        await run.pausePoint();
        await delay(20);
      }
      await run.finish();
    })();
    for (const action of ['pause', 'resume', 'stop']) {
      const { code, stdout } = await runCommand([action, 'steered'], { env });
      expect({ action, code }).toEqual({ action, code: 0 });
      expect(stdout).toMatch(/applied/);
    }
    await trained;
    expect((await runCommand(['wait', 'steered'], { env })).code).toBe(3);
    const { code, stderr } = await runCommand(['pause', 'steered'], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/"cancelled".*nobody is left to pause it/);
  });
});

describe('a broken configuration', () => {
  const redisAt = (variables: Readonly<Record<string, string>>) => ({ MESSAGE_BROKER_TYPE: 'redis', ...variables });

  it.each([
    ['an unknown backend', { MESSAGE_BROKER_TYPE: 'nats' }, /npm install @runwire\/broker-nats/],
    ['a port that is no number', redisAt({ REDIS_PORT: 'abc' }), /REDIS_PORT is "abc"/],
    ['no server there', redisAt({ REDIS_HOST: '127.0.0.1', REDIS_PORT: '1', REDIS_PASSWORD: 'sesame' }), /127\.0\.0\.1:1/],
  ])('%s gives one helpful sentence within 5 s', async (_, variables, sentence) => {
    const { code, stdout, stderr, ms } = await runCommand(['ls'], { env: variables });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/sesame|\n\s+at /);
    expect(ms).toBeLessThan(5_000);
  });

  it('wrong usage ends with 2, and with a sentence that helps', async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['wath'], /unknown command 'wath'\n\(Did you mean watch\?\)\n\(runwire-monitor --help/],
      [['ls', '--limit', 'many'], /--limit.*'many'.*whole number from 1/],
      [['tail', '--since', 'soon'], /Give a duration such as/],
      [['web', '--host', '0.0.0.0'], /needs a token/],
      [['show', 'bad id!'], /The experiment id "bad id!" cannot exist; give/],
      [['wait', 'good', 'a.b'], /The experiment id "a\.b" cannot exist/],
      [['ls', '--namespace', 'a b'], /--namespace "a b" cannot exist/],
    ];
    await Promise.all(
      cases.map(async ([args, sentence]) => {
        const { code, stdout, stderr } = await runCommand(args, { env: {} });
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toMatch(sentence);
      }),
    );
  });
});
