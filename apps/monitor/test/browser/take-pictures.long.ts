import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { serve } from '../dashboard/served.js';
import { launchBrowser } from './chromium.js';
import { DashboardPage } from './dashboard-page.js';

const FOLDER = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const UPDATES = 160;

/** Pictures for the documentation: `npm test -- --testMatch '**' + '/take-pictures.long.ts'`. */
it('takes pictures of the dashboard in all its states', async () => {
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  const served = await serve();
  const { trainer, origin } = served;

  const take = async (name: string, path: string, options: BrowserContextOptions = {}, act: (page: Page) => Promise<void> = async () => undefined): Promise<void> => {
    const tab = await DashboardPage.open(browser, origin + path, { viewport: { width: 1280, height: 800 }, colorScheme: 'dark', ...options });
    await tab.badgeSays('live');
    await delay(600);
    await act(tab.page);
    await delay(400);
    await tab.page.screenshot({ path: `${FOLDER}dashboard-${name}.png` });
    await tab.close();
  };

  await take('empty', '/');
  const rates = ['0.001', '0.0003', '0.0001'];
  for (const [index, rate] of rates.entries()) await trainer.start(`ppo-${String(index + 1)}`, { updates: UPDATES - 40 * (index + 1), totalUpdates: UPDATES, name: `eurusd: learning-rate ${rate}, seed ${String(index + 1)}` });
  await trainer.start('ppo-4', { updates: UPDATES, totalUpdates: UPDATES, name: 'eurusd: learning-rate 0.003, seed 4' });
  await trainer.channel.publishStatus('ppo-4', 'completed');
  await trainer.start('ppo-5', { updates: 50, totalUpdates: UPDATES, name: 'eurusd: learning-rate 1, seed 5' });
  await trainer.fail('ppo-5', new RangeError('train/loss is NaN at step 25600 with a learning rate of 1; lower it', { cause: new Error('overflow in dense layer 2') }));
  await take('dark', '/');
  await take('light', '/', { colorScheme: 'light' });
  await take('run', '/runs/ppo-1?smooth=0.6');
  await take('compare', '/compare?ids=ppo-1,ppo-4&smooth=0.8');
  await take('narrow', '/runs/ppo-1', { viewport: { width: 420, height: 860 } });
  await take('failed', '/runs/ppo-5', {}, (page) => page.getByRole('button', { name: 'show stack' }).click());
  await take('reconnecting', '/', {}, async (page) => {
    await served[Symbol.asyncDispose]();
    await page.locator('.badge', { hasText: 'reconnecting' }).waitFor();
  });
  await browser.close();
});
