import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMessageBroker, type MessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';
import { launchBrowser } from '../../tools/testing/chromium.js';
import { freePort } from '../../tools/testing/free-port.js';
import { pythonWithRedis } from '../../tools/testing/python.js';
import { startRedis, type RedisServer } from '../../tools/testing/redis-server.js';
import { EXAMPLES, outputOf } from './run-example.js';

const APPEND = new URL('../../packages/broker-redis/scripts/append.lua', import.meta.url).pathname;
const WITHIN_MS = 20_000;

async function serve(port: number, url: string): Promise<ChildProcess> {
  const env = { PATH: process.env['PATH'], PORT: String(port), MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: url };
  const child = spawn(process.execPath, ['events-endpoint.mjs'], { cwd: EXAMPLES, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}

describe('the examples of several processes, on Redis', () => {
  let redis: RedisServer;
  let broker: MessageBroker;
  beforeAll(async () => {
    redis = await startRedis();
    broker = await createMessageBroker({ type: 'redis', redis: { url: redis.url } }, { redis: () => import('@runwire/broker-redis') });
  });
  afterAll(async () => {
    await broker.close();
    await redis.stop();
  });

  it('control asks a trainer in another process to save and to stop', async () => {
    const lines = (await outputOf('control', { REDIS_URL: redis.url, REDIS_KEY_PREFIX: 'control' })).split('\n');
    const of = (who: string): readonly string[] => lines.filter((line) => line.startsWith(`${who}:`));
    expect(of('control')).toEqual(['control: checkpoint applied', 'control: stop applied', 'control: cancelled – good enough']);
    expect(of('trainer')).toEqual(['trainer: saved', 'trainer: asked to stop, good enough']);
  });

  it('trainer.py is a trainer as any other', async () => {
    const channel = new TrainingChannel({ namespace: 'python', broker });
    await channel.createExperiment('py_1');
    const steps = channel.subscribeToProgressUpdates('py_1');
    await steps.ready;
    const { stdout } = await promisify(execFile)(await pythonWithRedis(), ['trainer.py', redis.url, 'python', 'py_1', APPEND], { cwd: EXAMPLES });
    expect(stdout).toBe('trained 500 steps\n');
    const heard: unknown[] = [];
    for await (const { currentStep, percent } of steps) if (heard.push([currentStep, percent]) === 5) break;
    expect(heard).toEqual([[100, 20], [200, 40], [300, 60], [400, 80], [500, 100]]);
    expect(await channel.getExperiment('py_1')).toMatchObject({ status: 'completed', metrics: { reward: Math.log(500), loss: 0.002 }, progress: { currentStep: 500, percent: 100 }, liveness: 'ended' });
    const { points } = await channel.getMetricSeries('py_1', { metric: 'loss' });
    expect(points.map(({ step, last }) => [step, last])).toEqual([[100, 0.01], [200, 0.005], [300, NaN], [400, 0.0025], [500, 0.002]]);
    expect(channel.invalidCount).toBe(0);
  });

  it('a page that follows the endpoint gets every event once, also through a restart of the endpoint', async () => {
    const port = await freePort();
    let endpoint = await serve(port, redis.url);
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const shows = (step: number): Promise<void> => page.getByText(`{"step":${String(step)}}`).waitFor({ timeout: WITHIN_MS });
      const refusal = await fetch(`http://127.0.0.1:${String(port)}/events`, { headers: { 'last-event-id': 'junk' } });
      expect([refusal.status, await refusal.text()]).toEqual([400, expect.stringContaining('"junk" is not a cursor')]);
      await broker.publish('ppo_training.progress', { step: 1 });
      await page.goto(`http://127.0.0.1:${String(port)}/`);
      await broker.publish('ppo_training.progress', { step: 2 });
      await shows(2);
      await stop(endpoint);
      await page.getByText('reconnecting').waitFor({ timeout: WITHIN_MS });
      await broker.publish('ppo_training.progress', { step: 3 });
      endpoint = await serve(port, redis.url);
      await broker.publish('ppo_training.progress', { step: 4 });
      await shows(4);
      expect(await page.locator('li').allTextContents()).toEqual([1, 2, 3, 4].map((step) => `ppo_training.progress {"step":${String(step)}}`));
    } finally {
      await browser.close();
      await stop(endpoint);
    }
  });
});
