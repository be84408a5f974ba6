import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import type { CurveData } from '../../src/dashboard/curve.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';

const WITHIN_MS = 20_000;

/** What a page holds of one run. */
export interface HeldRun {
  readonly curves: readonly (readonly [string, CurveData])[];
  readonly lines: readonly string[];
}

/** A tab with the dashboard, as a person and as a test see it. */
export class DashboardPage {
  readonly page: Page;
  /** What the browser complained about, and requests that left the origin. */
  readonly complaints: string[] = [];
  #session: CDPSession | undefined;

  constructor(page: Page, origin: string) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('net::ERR')) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) this.complaints.push(`request to ${request.url()}`);
    });
  }

  /** Opens `path` in a profile of its own. */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<DashboardPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const tab = new DashboardPage(await context.newPage(), new URL(url).origin);
    await tab.page.goto(url);
    return tab;
  }

  /** The words of the connection badge. */
  badge(): Promise<string> {
    return this.page.locator('.badge').innerText();
  }

  async shows(text: string | RegExp, withinMs = WITHIN_MS): Promise<void> {
    const matches = async (): Promise<boolean> => {
      const body = await this.page.locator('body').innerText();
      return typeof text === 'string' ? body.includes(text) : text.test(body);
    };
    await waitUntil(matches, { withinMs, what: `${String(text)} on the page` });
  }

  async badgeSays(text: string, withinMs = WITHIN_MS): Promise<void> {
    await waitUntil(async () => (await this.badge()).includes(text), { withinMs, what: `the badge to say "${text}"; it says "${await this.badge()}"` });
  }

  async held(key: string): Promise<HeldRun> {
    const text = await this.page.evaluate<string>(`(() => { const book = runwire.book(${JSON.stringify(key)}); return JSON.stringify({ curves: [...book.curves].map(([metric, curve]) => [metric, curve.data]).sort(), lines: book.lines.map(({ text }) => text) }); })()`);
    return JSON.parse(text) as HeldRun;
  }

  /** One of Chromium's own figures about the page, such as `TaskDuration`: seconds that its main thread was busy. */
  async performance(name: string): Promise<number> {
    const session = await this.#devTools();
    return (await session.send('Performance.getMetrics')).metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  }

  /** What the page's JavaScript keeps, after the garbage is gone. */
  async heapBytes(): Promise<number> {
    await (await this.#devTools()).send('HeapProfiler.collectGarbage');
    return this.performance('JSHeapUsedSize');
  }

  async #devTools(): Promise<CDPSession> {
    this.#session ??= await this.page.context().newCDPSession(this.page);
    await this.#session.send('Performance.enable');
    return this.#session;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
