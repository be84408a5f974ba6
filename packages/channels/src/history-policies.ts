import type { HistoryPolicy } from '@runwire/broker-core';
import type { StoredField } from '@runwire/events';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How much of each topic of an experiment stays readable. */
export type HistoryPolicies = Readonly<Record<StoredField, HistoryPolicy>>;

/**
 * The defaults. Curves and logs are read back whole by whoever joins on day three; of the rest the stored state tells
 * all that counts, and the history only bridges lost connections.
 */
export const HISTORY_POLICIES: HistoryPolicies = {
  record: { maxLength: 100, ttlMs: 7 * DAY_MS },
  status: { maxLength: 1_000, ttlMs: 7 * DAY_MS },
  progress: { maxLength: 1_000, ttlMs: DAY_MS },
  metrics: { maxLength: 20_000, ttlMs: 7 * DAY_MS },
  log: { maxLength: 20_000, ttlMs: 7 * DAY_MS },
  error: { maxLength: 1_000, ttlMs: 7 * DAY_MS },
  control: { maxLength: 1_000, ttlMs: DAY_MS },
  heartbeat: { maxLength: 10, ttlMs: 10 * MINUTE_MS },
};

/** How long the end of a deleted experiment is remembered: longer than any of its history is readable. */
export const TOMBSTONE_MS = 8 * DAY_MS;
