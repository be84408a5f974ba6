import { performance } from 'node:perf_hooks';
import type { LivingHead } from './topic-log.js';

/** Milliseconds of grace for the way of a reply. */
const GRACE_MS = 1_000;

/**
 * Knows when the heads of the watched topics expire unless somebody publishes, so that a topic which has expired by
 * itself can be told from one whose server was emptied.
 */
export class HeadExpiry {
  readonly #expiresAt = new Map<string, number>();

  note(heads: readonly LivingHead[]): void {
    const now = performance.now();
    for (const { topic, ttlMs } of heads) {
      if (ttlMs >= 0) this.#expiresAt.set(topic, now + ttlMs + GRACE_MS);
    }
  }

  /** Removes and returns the topics whose time is over; right after all heads were noted anew. */
  takeExpired(): readonly string[] {
    const now = performance.now();
    const expired: string[] = [];
    for (const [topic, at] of this.#expiresAt) {
      if (at > now) continue;
      this.#expiresAt.delete(topic);
      expired.push(topic);
    }
    return expired;
  }

  clear(): void {
    this.#expiresAt.clear();
  }
}
