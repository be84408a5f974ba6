import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { createBroker } from '@runwire/broker-redis';
import type { TrainingChannel } from '@runwire/channels';
import { startRedis } from '../../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { Terminal } from '../cli/terminal.js';
import { serve } from '../dashboard/served.js';
import { FakeTrainer } from '../fake-trainer.js';
import { launchBrowser } from '../../../../tools/testing/chromium.js';
import { DashboardPage } from './dashboard-page.js';

const RUNS = 20;
const POINTS = 10_000;
/** A minute in the browser: long enough for a leak to show. */
const LOAD_MS = 60_000;
const WATCH_MS = 20_000;
const CLOCK_TICKS_PER_SECOND = 100;

/** Notes, for every line of log that becomes visible, how old it is at that moment. */
const WATCH_AGES = `
  window.ages = []; window.seen = '';
  const look = () => {
    const lines = [...document.querySelectorAll('.log-line .text')].map((each) => each.textContent).filter((text) => text.startsWith('at '));
    for (const text of lines.slice(lines.lastIndexOf(window.seen) + 1)) window.ages.push(Date.now() - Number(text.slice(3)));
    window.seen = lines.at(-1) ?? '';
    requestAnimationFrame(look);
  };
  look();`;

/** The bars of the page and of the live view, with their figures: `npm run test:long`, two minutes. */
it('the page shows 20 runs of 10,000 points in 4 s, and keeps up with 500 events a second', async () => {
  await using served = await serve();
  const browser = await launchBrowser();
  const { channel } = served.trainer;
  const ids = Array.from({ length: RUNS }, (_, index) => `run-${String(index)}`);
  await Promise.all(ids.map((id) => served.trainer.start(id)));
  for (let point = 1; point <= POINTS; point++) await Promise.all(ids.map((id) => channel.publishMetrics(id, { 'rollout/ep_rew_mean': Math.sin(point / 300), 'train/loss': 1 / point }, { step: point * 512 })));
  const figures = async (): Promise<string> => (await fetch(`${served.origin}/metrics`)).text();
  await waitUntil(async () => Number(/^runwire_events_total (\d+)/m.exec(await figures())?.[1]) >= RUNS * POINTS, { withinMs: 120_000, what: 'the server to have taken all points' });

  const startedAt = performance.now();
  const tab = await DashboardPage.open(browser, served.origin);
  await waitUntil(async () => (await tab.page.locator('.run-row').count()) === RUNS && (await tab.page.locator('.chart canvas').count()) === 2, { withinMs: 30_000, what: 'everything to be visible' });
  const visibleMs = performance.now() - startedAt;
  report(`20 runs × 10,000 points visible after ${(visibleMs / 1_000).toFixed(2)} s`);

  expect(visibleMs).toBeLessThan(4_000);
  await tab.page.evaluate(WATCH_AGES);
  const busyBefore = await tab.performance('TaskDuration');
  const seconds = await load(channel, ids);
  const busy = ((await tab.performance('TaskDuration')) - busyBefore) / seconds;
  await delay(1_000);
  const ages = (JSON.parse(await tab.page.evaluate<string>('JSON.stringify(window.ages)')) as number[]).sort((a, b) => a - b);
  const [p50 = NaN, p99 = NaN] = [0.5, 0.99].map((share) => ages[Math.floor(ages.length * share)]);
  const heapMb = (await tab.heapBytes()) / 1e6;
  report(`500 events/s: event to screen p50 ${String(p50)} ms, p99 ${String(p99)} ms over ${String(ages.length)} lines; main thread ${(busy * 100).toFixed(0)} % busy; heap ${heapMb.toFixed(0)} MB after ${seconds.toFixed(0)} s`);
  expect(p99).toBeLessThan(1_000);
  expect(busy).toBeLessThan(0.5);
  expect(heapMb).toBeLessThan(100);
  await browser.close();
}, 300_000);

/** 500 events a second, of each run in turn; gives how many seconds it went on. */
async function load(channel: TrainingChannel, ids: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  for (let tick = 0; performance.now() - startedAt < LOAD_MS; tick++) {
    const id = ids[tick % RUNS] ?? '';
    await Promise.all(Array.from({ length: 24 }, (_, each) => channel.publishMetrics(id, { 'rollout/ep_rew_mean': Math.random(), 'train/loss': Math.random() }, { step: (POINTS + tick * 24 + each) * 512 })));
    await channel.publishLog(id, `at ${String(Date.now())}`);
    await delay(Math.max(0, startedAt + (tick + 1) * 50 - performance.now()));
  }
  return (performance.now() - startedAt) / 1_000;
}

it('the live view costs less than 15 % of a core at 500 events a second', async () => {
  await using redis = await startRedis();
  const broker = await createBroker({ redis: { url: redis.url } });
  const trainer = new FakeTrainer(broker);
  const ids = Array.from({ length: RUNS }, (_, index) => `run-${String(index)}`);
  await Promise.all(ids.map((id) => trainer.start(id, { updates: 1 })));
  const terminal = new Terminal(['watch'], { env: { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url }, columns: 120, rows: 50 });
  await terminal.seen('run-19');
  const pid = /pid (\d+)/.exec(terminal.output)?.[1] ?? '';
  const ticks = async (): Promise<number> => {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  };
  const before = await ticks();
  const startedAt = performance.now();
  for (let tick = 0; performance.now() - startedAt < WATCH_MS; tick++) {
    await Promise.all(ids.slice(0, 17).map((id) => trainer.update(id, 10_000)));
    await delay(Math.max(0, startedAt + (tick + 1) * 100 - performance.now()));
  }
  const share = (await ticks()) - before;
  const percent = (share / CLOCK_TICKS_PER_SECOND / ((performance.now() - startedAt) / 1_000)) * 100;
  report(`watch, 20 runs at 510 events/s: ${percent.toFixed(1)} % of a core, ${(terminal.output.length / 1e3 / (WATCH_MS / 1e3)).toFixed(0)} KB/s written`);
  expect(percent).toBeLessThan(15);
  terminal.press('q');
  await terminal.ended();
  await broker.close();
}, 120_000);

function report(text: string): void {
  process.stdout.write(`${text}\n`);
}
