import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { it } from '@jest/globals';
import { createBroker } from '@runwire/broker-redis';
import { startRedis } from '../../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { Terminal } from '../cli/terminal.js';
import { serve } from '../dashboard/served.js';
import { FakeTrainer } from '../fake-trainer.js';
import { launchBrowser } from './chromium.js';
import { DashboardPage } from './dashboard-page.js';

const RUNS = 20;
const POINTS = 10_000;
const LOAD_MS = 20_000;
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

/** Figures for the documentation: `npm test -- --testMatch <this file>`. */
it('measures the page with 20 runs of 10,000 points, and under 500 events a second', async () => {
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
  report(`20 runs × 10,000 points visible after ${((performance.now() - startedAt) / 1_000).toFixed(2)} s`);

  const session = await tab.page.context().newCDPSession(tab.page);
  await session.send('Performance.enable');
  const metric = async (name: string): Promise<number> => (await session.send('Performance.getMetrics')).metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  await tab.page.evaluate(WATCH_AGES);
  const busyBefore = await metric('TaskDuration');
  const loadedAt = performance.now();
  for (let tick = 0; performance.now() - loadedAt < LOAD_MS; tick++) {
    const id = ids[tick % RUNS] ?? '';
    await Promise.all(Array.from({ length: 24 }, (_, each) => channel.publishMetrics(id, { 'rollout/ep_rew_mean': Math.random(), 'train/loss': Math.random() }, { step: (POINTS + tick * 24 + each) * 512 })));
    await channel.publishLog(id, `at ${String(Date.now())}`);
    await delay(Math.max(0, loadedAt + (tick + 1) * 50 - performance.now()));
  }
  const seconds = (performance.now() - loadedAt) / 1_000;
  const busy = ((await metric('TaskDuration')) - busyBefore) / seconds;
  await delay(1_000);
  const ages = (JSON.parse(await tab.page.evaluate<string>('JSON.stringify(window.ages)')) as number[]).sort((a, b) => a - b);
  report(`500 events/s: event to screen p50 ${String(ages[Math.floor(ages.length / 2)])} ms, p99 ${String(ages[Math.floor(ages.length * 0.99)])} ms over ${String(ages.length)} lines; main thread ${(busy * 100).toFixed(0)} % busy; heap ${((await metric('JSHeapUsedSize')) / 1e6).toFixed(0)} MB`);
  await browser.close();
}, 300_000);

it('measures what the live view costs at 500 events a second', async () => {
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
  for (let tick = 0; performance.now() - startedAt < LOAD_MS; tick++) {
    await Promise.all(ids.slice(0, 17).map((id) => trainer.update(id, 10_000)));
    await delay(Math.max(0, startedAt + (tick + 1) * 100 - performance.now()));
  }
  const share = (await ticks()) - before;
  report(`watch, 20 runs at 510 events/s: ${(share / CLOCK_TICKS_PER_SECOND / ((performance.now() - startedAt) / 1_000) * 100).toFixed(1)} % of a core, ${(terminal.output.length / 1e3 / (LOAD_MS / 1e3)).toFixed(0)} KB/s written`);
  terminal.press('q');
  await terminal.ended();
  await broker.close();
}, 120_000);

function report(text: string): void {
  process.stdout.write(`${text}\n`);
}
