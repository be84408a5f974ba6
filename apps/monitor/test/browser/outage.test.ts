import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageBroker } from '@runwire/broker-core';
import { createBroker } from '@runwire/broker-redis';
import type { Browser } from 'playwright-core';
import { freePort } from '../../../../tools/testing/free-port.js';
import { startRedis, type RedisServer } from '../../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { BIN } from '../cli/run-command.js';
import { FakeTrainer } from '../fake-trainer.js';
import { launchBrowser } from '../../../../tools/testing/chromium.js';
import { DashboardPage } from './dashboard-page.js';

let browser: Browser;
let redis: RedisServer;
let broker: MessageBroker;
let trainer: FakeTrainer;
let port: number;
let server: ChildProcess;
let tab: DashboardPage;
let updates: number;

async function startServer(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [BIN, 'web', '--port', String(port)], { env: { PATH: process.env['PATH'], MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url }, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

async function publish(count: number): Promise<void> {
  for (let update = 0; update < count; update++) await trainer.update('run');
  updates += count;
}

/** Everything published is on the page, once, and the page was never loaded again. */
async function expectComplete(): Promise<void> {
  await waitUntil(async () => (await tab.held('test/run')).lines.length >= updates, { withinMs: 10_000, what: 'all lines on the page' });
  const { lines, curves } = await tab.held('test/run');
  expect(lines).toEqual(Array.from({ length: updates }, (_, index) => `update ${String(index + 1)}`));
  for (const [, { steps }] of curves) expect(steps).toHaveLength(updates);
  expect(await tab.page.evaluate('window.mark')).toBe('the same page');
}

beforeAll(async () => {
  browser = await launchBrowser();
});

beforeEach(async () => {
  redis = await startRedis({ appendonly: true });
  broker = await createBroker({ redis: { url: redis.url } });
  trainer = new FakeTrainer(broker);
  updates = 0;
  port = await freePort();
  await trainer.start('run');
  await publish(10);
  server = await startServer();
  tab = await DashboardPage.open(browser, `http://127.0.0.1:${String(port)}/runs/run`);
  await tab.badgeSays('live');
  await tab.page.evaluate("window.mark = 'the same page'");
  await expectComplete();
});

afterEach(async () => {
  server.kill('SIGKILL');
  await tab.close();
  await broker.close();
  await redis.stop();
});

afterAll(() => browser.close());

describe('a page that is cut off', () => {
  it('from a frozen server says so within 15 s, calls nobody lost, and is whole again within 10 s', async () => {
    server.kill('SIGSTOP');
    await publish(10);
    await tab.badgeSays('reconnecting · data as of', 15_000);
    expect(await tab.page.locator('h1 ~ .state').innerText()).toContain('running');
    server.kill('SIGCONT');
    await tab.badgeSays('live', 10_000);
    await expectComplete();
  });

  it('by a restart of the server is whole again within 10 s', async () => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    await tab.badgeSays('reconnecting');
    await publish(10);
    server = await startServer();
    await tab.badgeSays('live', 10_000);
    await expectComplete();
  });

  it('by a restart of Redis says that the server lost its broker, and is whole again', async () => {
    await redis.kill();
    await tab.badgeSays('lost its broker', 15_000);
    expect((await fetch(`http://127.0.0.1:${String(port)}/healthz`)).status).toBe(503);
    expect(await tab.page.locator('h1 ~ .state').innerText()).toContain('running');
    await redis.restart();
    await tab.badgeSays('live', 15_000);
    await publish(10);
    await expectComplete();
  });
});
