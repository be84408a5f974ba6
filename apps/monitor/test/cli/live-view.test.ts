import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageBroker } from '@runwire/broker-core';
import { createBroker } from '@runwire/broker-redis';
import { startRedis, type RedisServer } from '../../../../tools/testing/redis-server.js';
import { FakeTrainer } from '../fake-trainer.js';
import { Terminal } from './terminal.js';

const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';
const LEAVE_ALTERNATE = '\u001b[?1049l';

let redis: RedisServer;
let broker: MessageBroker;
let env: Readonly<Record<string, string>>;
let trainer: FakeTrainer;

beforeAll(async () => {
  redis = await startRedis();
  broker = await createBroker({ redis: { url: redis.url } });
  env = { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url };
  trainer = new FakeTrainer(broker);
  await trainer.start('first', { updates: 30 });
  await trainer.start('second', { updates: 10, name: 'with \u001b[31m in its name' });
});

afterAll(async () => {
  await broker.close();
  await redis.stop();
});

function expectRestored(terminal: Terminal): void {
  const { output } = terminal;
  expect(output.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.lastIndexOf(HIDE_CURSOR));
  expect(output).toContain(LEAVE_ALTERNATE);
}

describe('the live view in a terminal', () => {
  it('shows bars, percent, trend and log, and follows what happens', async () => {
    const terminal = new Terminal(['watch'], { env });
    await terminal.seen('first');
    await terminal.seen('30 %');
    await trainer.update('first');
    await terminal.seen('update 31');
    await terminal.seen('31 %');
    expect(terminal.picture.join('\n')).toMatch(/● running.*█/);
    expect(terminal.picture.join('\n')).toContain('with \\e[31m in its name');
    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
    expectRestored(terminal);
  });

  it.each([
    ['Ctrl-C', (terminal: Terminal) => terminal.press('\u0003')],
    ['SIGTERM', (terminal: Terminal) => terminal.signal('SIGTERM')],
    ['SIGHUP', (terminal: Terminal) => terminal.signal('SIGHUP')],
    ['a crash', (terminal: Terminal) => terminal.signal('SIGUSR2')],
  ])('gives the cursor back after %s', async (_, end) => {
    const terminal = new Terminal(['watch'], { env: { ...env, NODE_OPTIONS: `--import=${CRASH_ON_SIGUSR2}` } });
    await terminal.seen('first');
    end(terminal);
    await terminal.ended();
    expectRestored(terminal);
  });

  it.each([30, 44, 60, 80, 140])('fits a terminal of %i columns', async (columns) => {
    const terminal = new Terminal(['watch'], { env, columns, rows: 12 });
    await terminal.seen(/second|with/);
    for (const line of terminal.picture) expect(Array.from(line).length).toBeLessThanOrEqual(columns);
    terminal.press('q');
    await terminal.ended();
  });

  it('writes plain lines without escapes in a dumb terminal', async () => {
    const terminal = new Terminal(['ls'], { env: { ...env, TERM: 'dumb' } });
    expect(await terminal.ended()).toBe(0);
    expect(terminal.output).toContain('first');
    expect(terminal.output).not.toContain('\u001b');
  });

  it('writes no colours where NO_COLOR asks for none', async () => {
    const terminal = new Terminal(['ls'], { env: { ...env, NO_COLOR: '1' } });
    await terminal.ended();
    expect(terminal.output).not.toContain('\u001b[');
  });
});

it('the demo shows agents that train, beside the address of a dashboard that shows the same', async () => {
  const terminal = new Terminal(['demo', '--steps', '3000'], { columns: 120 });
  await terminal.seen(/dashboard: http:\S+\n/);
  await terminal.seen(/agent seed 2.*█/);
  const url = /dashboard: (http:\S+)/.exec(terminal.picture.join('\n'))?.[1] ?? '';
  expect(await (await fetch(`${url}api/snapshot`)).text()).toContain('default market, agent seed 2');
  terminal.press('q');
  expect(await terminal.ended()).toBe(0);
  expectRestored(terminal);
});

const CRASH_ON_SIGUSR2 = `data:text/javascript,${encodeURIComponent("process.on('SIGUSR2', () => { throw new Error('crash'); });")}`;
