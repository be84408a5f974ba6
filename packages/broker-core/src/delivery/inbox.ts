import type { Message } from '../message.js';
import type { SubscriptionStats } from '../subscription.js';
import { positionBefore } from './backlog.js';
import { BoundedQueue } from './bounded-queue.js';
import type { Position } from './catch-up.js';
import type { Delivery } from './delivery.js';
import { OverflowLosses } from './overflow-losses.js';

/** Called when `need` messages are queued, the queue is full, or no more will come. */
interface Waiter {
  readonly need: number;
  readonly wake: () => void;
}

/** What stands between the flow and one consumer: the queue, who waits for it, and what was counted on the way. */
export class Inbox extends BoundedQueue {
  #waiters: Waiter[] = [];
  #losses: OverflowLosses | undefined;
  #delivered = 0;
  #dropped = 0;
  #gaps = 0;
  #missed = 0;

  get stats(): SubscriptionStats {
    return { delivered: this.#delivered, queued: this.length, dropped: this.#dropped, gaps: this.#gaps, missed: this.#missed };
  }

  override push(delivery: Delivery): void {
    super.push(delivery);
    if (this.#waiters.length > 0) this.#wakeFirst();
  }

  /** The next message for the consumer, if one is queued. */
  take(): Message | undefined {
    const delivery = this.shift();
    return delivery === undefined ? undefined : this.#hand(delivery);
  }

  /** The next messages, at most `max`; `undefined` when none is queued. */
  takeMany(max: number): readonly Message[] | undefined {
    if (this.length === 0) return undefined;
    return this.shiftMany(max, (delivery) => this.#hand(delivery));
  }

  /** Drops the oldest: counted, and of a retained topic reported with its next message. */
  dropOldest(): void {
    const delivery = this.shift();
    if (delivery?.epoch === undefined) this.#dropped++;
    else (this.#losses ??= new OverflowLosses()).add(delivery);
  }

  /** An unretained message found no room. */
  countDropped(): void {
    this.#dropped++;
  }

  /** Calls `wake` once, when `need` messages are queued, or as many as fit, or no more will come. Returns what forgets it. */
  whenQueued(need: number, wake: () => void): () => void {
    const waiter = { need, wake };
    this.#waiters.push(waiter);
    return () => {
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
    };
  }

  /** Counts what goes to the consumer, and reports with it what was dropped before it. */
  #hand(delivery: Delivery): Message {
    const message = this.#losses === undefined ? delivery.message : this.#losses.report(delivery);
    this.#delivered++;
    if (message.gap !== undefined) {
      this.#gaps++;
      this.#missed += message.gap.missed ?? 0;
    }
    return message;
  }

  #wakeFirst(): void {
    const waiter = this.#waiters[0];
    if (waiter === undefined || (this.length < waiter.need && !this.isFull)) return;
    this.#waiters.shift();
    waiter.wake();
  }

  /** No more will come. */
  wakeAll(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { wake } of waiters) wake();
  }

  /** Moves the positions of the live flow back to before what the consumer has not taken yet. */
  rewind(positions: Map<string, Position>, idAt: (topic: string, offset: number) => string | undefined): void {
    const seen = new Set<string>();
    for (const [topic, position] of this.#losses?.positions() ?? []) {
      seen.add(topic);
      positions.set(topic, position);
    }
    for (const delivery of this) {
      const { topic } = delivery.message;
      if (delivery.epoch === undefined || seen.has(topic)) continue;
      seen.add(topic);
      const before = positionBefore(delivery);
      positions.set(topic, { ...before, id: idAt(topic, before.offset) });
    }
  }
}
