import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError } from '@runwire/broker-core';

/** The longest wait between two tries, milliseconds. */
const MAX_WAIT_MS = 1_000;

/** Tries again, for as long as it is wanted, what failed for a reason that may pass: a lost connection, a time-out. */
export async function patiently<T>(attempt: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (let waitMs = 50; ; waitMs = Math.min(MAX_WAIT_MS, waitMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isWanted() || !(error instanceof BrokerError && error.retryable)) throw error;
      await delay(waitMs, undefined, { ref: false }); // what keeps the process alive is the search for the broker, not this wait
    }
  }
}
