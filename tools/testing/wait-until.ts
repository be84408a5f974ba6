import { setTimeout as delay } from 'node:timers/promises';

export interface Deadline {
  /** How long the condition may take to become true, in milliseconds. */
  readonly withinMs: number;
  /** What is waited for, as it should read after "waited … for". */
  readonly what: string;
}

const POLL_MS = 10;
/** What has not come by then takes a while: to ask more often costs the machine more than it tells. */
const SOON_MS = 500;
const LATER_POLL_MS = 50;

/**
 * Resolves with the first truthy value of `condition`, asked every 10 ms, and every 50 ms after half a second. A condition that throws counts as
 * not yet true. Rejects when the deadline passes, also while the condition itself hangs; the last thing it threw is the `cause`.
 */
export async function waitUntil<T>(condition: () => T | Promise<T>, { withinMs, what }: Deadline): Promise<NonNullable<T>> {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  const settled = new AbortController();
  const expired = expiry(withinMs, settled.signal);
  let lastError: unknown;
  try {
    while (elapsed() < withinMs) {
      try {
        const value = await Promise.race([condition(), expired]);
        if (value !== null && value !== undefined && value !== false && value !== 0 && value !== '') return value;
      } catch (error) {
        lastError = error;
      }
      await delay(elapsed() < SOON_MS ? POLL_MS : LATER_POLL_MS);
    }
  } finally {
    settled.abort();
  }
  throw new Error(`waited ${withinMs} ms for ${what}`, { cause: lastError });
}

/** Resolves at the deadline, or when nobody waits for it any more. */
async function expiry(withinMs: number, settled: AbortSignal): Promise<undefined> {
  await delay(withinMs, undefined, { ref: false, signal: settled }).catch(() => undefined);
  return undefined;
}
