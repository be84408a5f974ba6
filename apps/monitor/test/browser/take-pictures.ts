import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { it } from '@jest/globals';
import { TrainingChannel } from '@runwire/channels';
import { planTraining, runTraining, type TrainingSettings } from '@runwire/demo-trainer';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { Terminal } from '../cli/terminal.js';
import { serve } from '../dashboard/served.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { launchBrowser } from '../../../../tools/testing/chromium.js';
import { DashboardPage } from './dashboard-page.js';
import { terminalPage } from './terminal-picture.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FOLDER = `${ROOT}docs/images/`;
const COLUMNS = 112;
const PATIENCE_MS = 300_000;
/** What the stack says of this machine is of no interest. */
const FORGET_PLACE = `for (const each of document.querySelectorAll('pre')) each.textContent = each.textContent.replaceAll(${JSON.stringify(`file://${ROOT}`)}, '').replaceAll(${JSON.stringify(ROOT)}, '')`;

/** Pictures for the documentation, of agents that really train: `npm run pictures`. */
it('takes pictures of the dashboard in all its states', async () => {
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  const served = await serve();
  const { broker, origin } = served;
  const channel = new TrainingChannel({ broker, namespace: 'demo' });
  const train = (settings: TrainingSettings) => runTraining(planTraining(settings), { channel });

  const take = async (name: string, path: string, options: BrowserContextOptions = {}, act: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<void> => {
    const tab = await DashboardPage.open(browser, origin + path, { viewport: { width: 1280, height: 800 }, colorScheme: 'dark', ...options });
    await tab.badgeSays('live');
    await delay(700);
    await act(tab.page);
    await tab.page.evaluate(FORGET_PLACE);
    await delay(400);
    await tab.page.screenshot({ path: `${FOLDER}dashboard-${name}.png` });
    await tab.close();
  };

  await take('empty', '/');
  await train({ id: 'wild', steps: 16_000, market: 'easy', seed: 9, nanAt: 8_000 });
  await train({ id: 'first', steps: 40_000, market: 'easy', seed: 5 });
  const training = train({ id: 'ppo', steps: 60_000, market: 'easy', experiments: 3 });
  await waitUntil(async () => ((await channel.getExperiment('ppo-3'))?.progress?.percent ?? 0) > 40, { withinMs: PATIENCE_MS, what: 'the agents to have learned something' });
  await take('dark', '/');
  await take('light', '/', { colorScheme: 'light' });
  await take('run', '/runs/ppo-3?smooth=0.6');
  await take('compare', '/compare?ids=ppo-1,ppo-2,ppo-3,first&smooth=0.8', { viewport: { width: 1280, height: 1000 } });
  await take('narrow', '/runs/ppo-2', { viewport: { width: 420, height: 860 } });
  await take('failed', '/runs/wild', {}, (page) => page.getByRole('button', { name: 'show stack' }).click());
  await take('reconnecting', '/', {}, async (page) => {
    await served.dashboard.close();
    await page.locator('.badge', { hasText: 'reconnecting' }).waitFor();
  });
  await training;
  await broker.close();
  await browser.close();
}, 400_000);

it('takes the picture of the live view, and of the dashboard beside it', async () => {
  const browser = await launchBrowser();
  const terminal = new Terminal(['demo', '--experiments', '2'], { columns: COLUMNS, rows: 24 });
  await waitUntil(() => / [67]\d %/.test(terminal.picture.join('\n')), { withinMs: PATIENCE_MS, what: 'the agents to have learned something' });
  const url = /dashboard: (http:\S+)/.exec(terminal.picture.join('\n'))?.[1] ?? '';
  const lines = terminal.styledPicture.map((line) => line.replace(url, 'http://127.0.0.1:8600/'));
  const tab = await DashboardPage.open(browser, url, { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  await tab.badgeSays('live');
  await tab.page.locator('.chart canvas').first().waitFor();
  await delay(1_000);
  await tab.page.screenshot({ path: `${FOLDER}dashboard.png` });
  const page = await browser.newPage({ viewport: { width: 1_000, height: 500 } });
  await page.setContent(terminalPage(lines, COLUMNS));
  await page.locator('body').screenshot({ path: `${FOLDER}watch.png` });
  terminal.press('q');
  await terminal.ended();
  await browser.close();
}, 400_000);
