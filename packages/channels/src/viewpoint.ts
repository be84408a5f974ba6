import { performance } from 'node:perf_hooks';
import type { MessageBroker } from '@runwire/broker-core';
import type { BrokerClock } from './broker-clock.js';

/** Milliseconds after a reconnect in which the signs of life that were missed may still arrive. */
const GRACE_MS = 2_000;

/** The moment as of which a watcher may judge a trainer: now, unless the watcher itself is cut off. */
export class Viewpoint {
  readonly #broker: MessageBroker;
  readonly #clock: BrokerClock;
  /** The broker's time when the connection was lost. */
  #cutOffAt: number | undefined;
  #restoredAt: number | undefined;

  constructor(broker: MessageBroker, clock: BrokerClock) {
    this.#broker = broker;
    this.#clock = clock;
  }

  /** Milliseconds since the epoch, on the broker's clock: now, or when the connection was lost. */
  moment(): number {
    const now = this.#clock.now();
    const { kind } = this.#broker.status;
    if (kind === 'connecting' || kind === 'reconnecting') {
      this.#cutOffAt ??= now;
      this.#restoredAt = undefined;
      return this.#cutOffAt;
    }
    if (this.#cutOffAt === undefined) return now;
    this.#restoredAt ??= performance.now();
    if (performance.now() - this.#restoredAt < GRACE_MS) return this.#cutOffAt;
    this.#cutOffAt = undefined;
    this.#restoredAt = undefined;
    return now;
  }
}
