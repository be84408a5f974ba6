import { setTimeout as delay } from 'node:timers/promises';

export interface Deadline {
  /** How long the condition may take to become true, in milliseconds. */
  readonly withinMs: number;
  /** What is waited for, as it should read after "waited … for". */
  readonly what: string;
}

const POLL_MS = 10;

/**
 * Resolves with the first truthy value of `condition`, asked every 10 ms. A condition that throws counts as not yet true.
 * Rejects when the deadline passes, also while the condition itself hangs; the last thing it threw is the `cause`.
 */
export async function waitUntil<T>(condition: () => T | Promise<T>, { withinMs, what }: Deadline): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  let lastError: unknown;
  while (performance.now() < deadline) {
    try {
      const value = await Promise.race([condition(), expiry(deadline)]);
      if (value !== null && value !== undefined && value !== false && value !== 0 && value !== '') return value;
    } catch (error) {
      lastError = error;
    }
    await delay(POLL_MS);
  }
  throw new Error(`waited ${withinMs} ms for ${what}`, { cause: lastError });
}

async function expiry(deadline: number): Promise<undefined> {
  await delay(Math.max(0, deadline - performance.now()), undefined, { ref: false });
  return undefined;
}
