import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { CURVE_BUCKETS } from '../../src/dashboard/curve.js';
import { serve, type Served } from '../dashboard/served.js';
import { launchBrowser } from '../../../../tools/testing/chromium.js';
import { DashboardPage } from './dashboard-page.js';

const MANY = Array.from({ length: 9 }, (_, at) => `r${String(at)}`);
const WIDE = 2 * CURVE_BUCKETS + 100;

let browser: Browser;
let served: Served;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), serve()]);
  const { trainer } = served;
  for (const id of ['alpha', 'beta', 'gamma']) await trainer.start(id, { updates: 12 });
  for (const id of MANY) await trainer.start(id, { updates: 1 });
  await trainer.channel.publishLog('alpha', 'the needle', { level: 'warn' });
  await trainer.channel.publishStatus('gamma', 'completed');
  await trainer.start('wide');
  // More points than buckets, far apart from one to the next: of each bucket the line shows the last, the band both.
  for (let step = 1; step <= WIDE; step++) await trainer.channel.publishMetrics('wide', { value: step % 4 === 3 ? 0 : step % 2 === 0 ? 100 : -100 }, { step });
  await trainer.channel.publishMetrics('wide', { 'train/loss': Number.NaN }, { step: WIDE + 1 });
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
});

async function open(path: string, page = served): Promise<DashboardPage> {
  const tab = await DashboardPage.open(browser, page.origin + path);
  await tab.badgeSays('live');
  return tab;
}

/** How opaque the drawing of the first chart is half-way above its middle: between line and greatest value. */
const ALPHA_BESIDE_THE_LINE = `(() => {
  const { ctx, bbox } = { ctx: document.querySelector('.chart canvas').getContext('2d'), bbox: document.querySelector('.u-over').getBoundingClientRect() };
  const { left, top } = document.querySelector('.chart canvas').getBoundingClientRect();
  const x = (bbox.left - left + bbox.width / 2) * devicePixelRatio, y = (bbox.top - top + bbox.height / 4) * devicePixelRatio;
  const { data } = ctx.getImageData(Math.round(x) - 3, Math.round(y), 7, 1);
  return Math.min(...Array.from({ length: 7 }, (_, at) => data[at * 4 + 3]));
})()`;

describe('charts', () => {
  it('draw a band from the least to the greatest value of each bucket', async () => {
    const tab = await open('/runs/wide?metrics=value');
    await tab.page.locator('.chart canvas').waitFor();
    await waitUntil(async () => (await tab.page.evaluate<number>(ALPHA_BESIDE_THE_LINE)) > 20, { withinMs: 5_000, what: 'the band to be drawn' });
    await tab.close();
  });

  it('show the value under the cursor, over steps or over time', async () => {
    const tab = await open('/runs/alpha?metrics=ep_rew');
    const readout = tab.page.locator('.readout');
    await tab.page.locator('.u-over').hover();
    await readout.filter({ hasText: /step \d/ }).waitFor();
    await tab.page.getByRole('button', { name: 'time', exact: true }).click();
    await tab.page.waitForURL('**axis=time**');
    await tab.page.locator('.u-over').hover({ position: { x: 20, y: 20 } });
    await readout.filter({ hasText: /^\d+ s/ }).waitFor();
    await tab.close();
  });

  it('are as the address says, also after a reload', async () => {
    const tab = await open('/compare?ids=alpha,beta&axis=time&smooth=0.5&metrics=value_loss&q=a&state=running');
    for (let visit = 1; visit <= 2; visit++) {
      await waitUntil(async () => (await tab.page.locator('.chart h3').allInnerTexts()).join() === 'train/value_loss', { withinMs: 5_000, what: 'the one chart' });
      expect(await tab.page.locator('.chart .value').count()).toBe(2);
      expect(await tab.page.locator('input[type="range"]').inputValue()).toBe('0.5');
      expect(await tab.page.getByRole('button', { name: 'time', exact: true }).getAttribute('aria-pressed')).toBe('true');
      expect(await tab.page.locator('.run-row').count()).toBe(2);
      await tab.page.reload();
    }
    await tab.close();
  });

  it('are put over each other by the key c, and grouped by the first part of their names', async () => {
    const tab = await open('/runs/alpha');
    await tab.page.locator('.chart').first().waitFor();
    expect(await tab.page.locator('.chart-group h2').allInnerTexts()).toEqual(['ROLLOUT', 'TRADING', 'TRAIN']);
    await tab.page.locator('.run-row', { hasText: 'beta' }).getByRole('link').focus();
    await tab.page.keyboard.press('j');
    await tab.page.keyboard.press('c');
    await tab.page.waitForURL(/compare\?ids=alpha,/);
    await waitUntil(async () => (await tab.page.locator('.chart').first().locator('.value').count()) === 2, { withinMs: 5_000, what: 'two curves in a chart' });
    await tab.close();
  });
});

describe('the page', () => {
  it('overlays eight runs at most', async () => {
    const tab = await open(`/compare?ids=${MANY.join()}&metrics=ep_rew`);
    await waitUntil(async () => (await tab.page.locator('.chart .value').count()) === 8, { withinMs: 5_000, what: 'eight curves' });
    await tab.close();
  });

  it('shows where the focus is, and moves nothing for who wants no motion', async () => {
    const tab = await DashboardPage.open(browser, served.origin, { reducedMotion: 'reduce' });
    await tab.page.locator('.progress i').first().waitFor({ state: 'attached' });
    await tab.page.keyboard.press('Tab');
    expect(await tab.page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect(await tab.page.evaluate("getComputedStyle(document.querySelector('.progress i')).transitionProperty")).toBe('none');
    await tab.close();
  });
});

describe('the lists', () => {
  it('of runs are narrowed by state, the one of the log by level and by words', async () => {
    const tab = await open('/runs/alpha');
    await tab.page.getByLabel('Filter by state').selectOption('completed');
    expect(await tab.page.locator('.run-row .name').allInnerTexts()).toEqual(['gamma']);
    await tab.page.getByLabel('Least level').selectOption('warn');
    expect(await tab.page.locator('.log-line .text').allInnerTexts()).toEqual(['the needle']);
    await tab.page.getByLabel('Least level').selectOption('debug');
    await tab.page.getByLabel('Search the log').fill('update 12');
    expect(await tab.page.locator('.log-line .text').allInnerTexts()).toEqual(['update 12']);
    await tab.close();
  });

  it('show a value that is no number as that', async () => {
    const tab = await open('/runs/wide');
    await tab.page.locator('dd', { hasText: 'NaN' }).waitFor();
    await tab.close();
  });
});

describe('states', () => {
  it('of a trainer that falls silent are told: stale, then lost', async () => {
    await using quiet = await serve({ patience: { staleAfterMs: 600, lostAfterMs: 2_000 } });
    const tab = await open('/', quiet);
    await quiet.trainer.start('silent', { updates: 1 });
    await tab.shows(/stale.*no signal/s);
    await tab.shows(/lost.*no signal/s);
    await tab.close();
  });

  it('of a page without shared workers are live all the same, by a stream of its own; without network it says offline', async () => {
    await using own = await serve();
    const tab = await DashboardPage.open(browser, 'about:blank');
    await tab.page.addInitScript('delete window.SharedWorker');
    for (let visit = 0; visit < 2; visit++) await tab.page.goto(own.origin);
    await tab.badgeSays('live');
    await own.trainer.start('newborn', { updates: 1 });
    await tab.shows('newborn');
    await tab.page.context().setOffline(true);
    await own.dashboard.close();
    await tab.badgeSays('offline · data as of');
    await tab.close();
  });
});
