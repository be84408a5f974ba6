import { performance } from 'node:perf_hooks';
import type { MessageBroker } from '@runwire/broker-core';

/** Milliseconds during which the best of several sightings counts: delay makes a timestamp look older, never younger. */
const FRESH_MS = 30_000;
/** Milliseconds after which the broker is asked again. */
const RESYNC_MS = 300_000;
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

  /** Takes the timestamp of a receipt that just came: it is as old as the way back. */
  see(timestamp: number): void {
    const now = performance.now();
    if (now - this.#seenAt >= FRESH_MS) this.#aheadMs = -Infinity;
    this.#seenAt = now;
    this.hear(timestamp);
  }

  /** Takes the timestamp of a message. It may be old, read from the history, so it can only put the clock forward. */
  hear(timestamp: number): void {
    if (this.#seenAt === -Infinity) return;
    this.#aheadMs = Math.max(this.#aheadMs, timestamp - performance.now());
  }

  /** Whether it was seen lately. */
  get isKnown(): boolean {
    return performance.now() - this.#seenAt < RESYNC_MS;
  }

  /** Asks the broker for its time, unless it is known. Without an answer the clock stays as it is. */
  async sync(broker: MessageBroker): Promise<void> {
    if (this.isKnown) return;
    try {
      const { timestamp } = await broker.publish(PROBE_TOPIC, null, { history: false });
      this.see(timestamp);
    } catch {
      // A viewer may be allowed to read only, or the connection is down: the local clock has to do.
    }
  }
}
