import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { serve, type Served } from '../dashboard/served.js';
import { launchBrowser } from '../../../../tools/testing/chromium.js';
import { DashboardPage } from './dashboard-page.js';

const HOSTILE = '<img src=x onerror="document.title=1"> \u001b[31m \u202egnp.exe <script>alert(1)</script>';
const NAMED = `run ${HOSTILE}`;

let browser: Browser;
let served: Served;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), serve()]);
  const { trainer } = served;
  await trainer.start('alpha', { updates: 40 });
  await trainer.start('beta', { updates: 20, name: NAMED });
  await trainer.channel.publishLog('beta', HOSTILE);
  await trainer.channel.publishMetrics('beta', { [HOSTILE]: 1 }, { step: 99_999 });
  await trainer.start('broken', { updates: 30 });
  await trainer.fail('broken', new RangeError('the loss is NaN', { cause: new Error('overflow in layer 2') }));
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
});

describe('the page', () => {
  it('shows hostile text literally, asks nothing of other origins, and has nothing to complain about', async () => {
    const tab = await DashboardPage.open(browser, `${served.origin}/runs/beta`);
    await tab.shows(HOSTILE.slice(0, 20));
    await tab.shows('20 %');
    expect(await tab.page.locator('h1').innerText()).toContain('<script>alert(1)</script>');
    expect(await tab.page.locator('.log-line .text').last().innerText()).toContain('onerror=');
    expect(await tab.page.locator('img').count()).toBe(0);
    expect(await tab.page.title()).toBe('Runwire');
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  it('shows the whole stack of a failed run within two clicks', async () => {
    const tab = await DashboardPage.open(browser, served.origin);
    await tab.page.getByRole('button', { name: 'show stack' }).click();
    const stack = await tab.page.locator('.banner pre').innerText();
    expect(stack).toContain('RangeError: the loss is NaN');
    expect(stack).toContain('Caused by: Error: overflow in layer 2');
    expect(stack).toContain('page.test.ts');
    await tab.close();
  });

  it('can be used by keyboard alone', async () => {
    const tab = await DashboardPage.open(browser, served.origin, { colorScheme: 'dark' });
    const { keyboard } = tab.page;
    await tab.shows('alpha');
    await keyboard.press('/');
    await keyboard.type('alpha');
    await tab.page.waitForURL('**q=alpha**');
    expect(await tab.page.locator('.run-row').count()).toBe(1);
    await keyboard.press('Escape');
    await keyboard.press('j');
    await keyboard.press('Enter');
    await tab.page.waitForURL('**/runs/alpha**');
    await keyboard.press('t');
    await tab.page.locator('html[data-theme="light"]').waitFor();
    await keyboard.press('?');
    await tab.page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await tab.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await tab.page.locator('body').press('Space');
    await tab.badgeSays('paused');
    await tab.close();
  });

  it.each(['/', '/runs/broken', '/compare?ids=alpha,beta'])('has no horizontal scroll at 420 px: %s', async (path) => {
    const tab = await DashboardPage.open(browser, served.origin + path, { viewport: { width: 420, height: 800 } });
    await tab.badgeSays('live');
    await tab.page.locator('.chart').first().waitFor();
    expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await tab.close();
  });

  it.each(['dark', 'light'] as const)('passes an automatic accessibility check in the %s theme', async (colorScheme) => {
    const tab = await DashboardPage.open(browser, `${served.origin}/runs/broken`, { colorScheme, bypassCSP: true });
    await tab.page.getByRole('button', { name: 'show stack' }).click();
    for (const path of ['/runs/broken', '/', '/compare?ids=alpha,broken']) {
      if (path !== '/runs/broken') await tab.page.goto(served.origin + path);
      await tab.page.locator('.chart').first().waitFor();
      await tab.page.evaluate(axe.source);
      const { violations } = await tab.page.evaluate<{ readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[] }>('axe.run()');
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
    await tab.close();
  });

  it('says how to begin where there is no run', async () => {
    await using empty = await serve();
    const tab = await DashboardPage.open(browser, empty.origin);
    await tab.shows('runwire-monitor demo');
    await empty.trainer.start('newborn', { updates: 3 });
    await tab.shows('newborn');
    await tab.close();
  });

  it('weighs at most 60 KB gzipped, scripts and styles together', async () => {
    const folder = fileURLToPath(new URL('../../dist/web/assets/', import.meta.url));
    const files = await readdir(folder);
    const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(folder + file)).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
  });
});
