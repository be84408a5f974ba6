import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { serve, type Served } from '../dashboard/served.js';
import { launchBrowser } from '../../../../tools/testing/chromium.js';
import { DashboardPage } from './dashboard-page.js';

let browser: Browser;
let served: Served;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), serve()]);
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
});

/** About 500 events a second: three by each update. */
async function load(served: Served, id: string, updates: number): Promise<void> {
  for (let update = 0; update < updates; update++) {
    await served.trainer.update(id, updates);
    if (update % 5 === 0) await delay(30);
  }
}

describe('pages while much happens', () => {
  it('that came late show exactly what one shows that was open from the start', async () => {
    const updates = 700;
    await served.trainer.start('busy');
    const early = await DashboardPage.open(browser, `${served.origin}/runs/busy`);
    await early.badgeSays('live');
    const loading = load(served, 'busy', updates);
    await delay(1_500);
    const late = await DashboardPage.open(browser, `${served.origin}/runs/busy`);
    await loading;
    for (const tab of [early, late]) await waitUntil(async () => (await tab.held('test/busy')).lines.length === updates, { withinMs: 10_000, what: 'all lines on the page' });
    const [first, second] = await Promise.all([early.held('test/busy'), late.held('test/busy')]);
    expect(second).toEqual(first);
    expect(first.lines).toEqual(Array.from({ length: updates }, (_, index) => `update ${String(index + 1)}`));
    expect(first.curves.map(([metric, { steps }]) => [metric, steps.length])).toEqual(first.curves.map(([metric]) => [metric, updates]));
    expect(await early.heapBytes()).toBeLessThan(100e6);
    await Promise.all([early.close(), late.close()]);
  });

  it('share one stream, nine of them', async () => {
    const context = await browser.newContext();
    for (let tab = 0; tab < 9; tab++) {
      const page = await context.newPage();
      await page.goto(served.origin);
      await page.locator('.badge', { hasText: 'live' }).waitFor();
    }
    const metrics = await (await fetch(`${served.origin}/metrics`)).text();
    expect(metrics).toMatch(/^runwire_stream_clients 1$/m);
    await context.close();
  });

  it('hold still when asked to, and are complete again afterwards', async () => {
    await served.trainer.start('held', { updates: 1 });
    const tab = await DashboardPage.open(browser, `${served.origin}/runs/held`);
    await tab.shows('update 1');
    await tab.page.getByRole('button', { name: 'hold view' }).click();
    for (let update = 0; update < 5; update++) await served.trainer.update('held');
    await delay(500);
    expect((await tab.held('test/held')).lines).toHaveLength(1);
    await tab.page.getByRole('button', { name: 'resume view' }).click();
    await tab.shows('update 6');
    expect((await tab.held('test/held')).lines).toHaveLength(6);
    await tab.close();
  });
});

describe('control from the page', () => {
  it('pauses, resumes and stops a run, each with a visible acknowledgement', async () => {
    const run = await served.trainer.channel.startRun('steered', { totalSteps: 1_000_000 });
    const trained = (async () => {
      for (let step = 1; !run.signal.aborted; step++) {
        await run.pausePoint();
        run.progress({ currentStep: step });
        await delay(20);
      }
      await run.cancel('asked to stop');
    })();
    const tab = await DashboardPage.open(browser, `${served.origin}/runs/steered`);
    await tab.page.getByRole('button', { name: 'pause' }).click();
    await tab.shows(/pause applied/);
    await tab.page.getByRole('button', { name: '▶ resume', exact: true }).click();
    await tab.shows(/resume applied/);
    await tab.page.getByRole('button', { name: 'stop' }).click();
    await tab.page.getByRole('button', { name: 'yes, stop it' }).click();
    await trained;
    await tab.shows(/cancelled/);
    await tab.close();
  });
});
