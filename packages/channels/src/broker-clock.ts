import { performance } from 'node:perf_hooks';
import type { MessageBroker } from '@runwire/broker-core';

/** Milliseconds after which a sighting of the broker's clock is replaced by any younger one. */
const FRESH_MS = 30_000;
/** Nobody subscribes here: the receipt alone tells the time. */
const PROBE_TOPIC = 'runwire.clock';

/**
 * The broker's clock, as far as it was seen. Runs on this process's monotonic clock between sightings, so that a jump of
 * the local wall clock changes nothing. Until the first sighting it is the local wall clock.
 */
export class BrokerClock {
  #aheadMs = Date.now() - performance.now();
  #seenAt = -Infinity;

  /** Milliseconds since the epoch. */
  now(): number {
    return performance.now() + this.#aheadMs;
  }

  /** What the broker's clock showed when the monotonic clock of this thread (`performance.now()`) showed `moment`. */
  at(moment: number): number {
    return moment + this.#aheadMs;
  }

  /** Takes the timestamp of a message or receipt that just arrived. Delay only makes it older, so the youngest counts. */
  see(timestamp: number): void {
    const now = performance.now();
    const aheadMs = timestamp - now;
    if (now - this.#seenAt < FRESH_MS && aheadMs <= this.#aheadMs) return;
    this.#aheadMs = aheadMs;
    this.#seenAt = now;
  }

  /** Asks the broker for its time, unless it is known. Without an answer the clock stays as it is. */
  async sync(broker: MessageBroker): Promise<void> {
    if (this.#seenAt !== -Infinity) return;
    try {
      const { timestamp } = await broker.publish(PROBE_TOPIC, null, { history: false });
      this.see(timestamp);
    } catch {
      // A viewer may be allowed to read only, or the connection is down: the local clock has to do.
    }
  }
}
