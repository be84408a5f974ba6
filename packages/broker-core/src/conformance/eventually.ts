import { setTimeout as delay } from 'node:timers/promises';
import { within } from './within.js';

const POLL_MS = 5;

/** Resolves when the fact holds; asks every 5 ms. Rejects when it does not hold in time. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const watch = new AbortController();
  const ask = async (): Promise<void> => {
    while (!watch.signal.aborted && !(await holds())) await delay(POLL_MS);
  };
  try {
    await within(ask(), withinMs, () => `it is not so that ${what}`);
  } finally {
    watch.abort();
  }
}
