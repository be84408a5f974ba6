import { isDeliveryReported, reportDelivery } from '../diagnostics-channels.js';
import type { Message } from '../message.js';
import type { SubscriptionStats } from '../subscription.js';
import { positionBefore } from './backlog.js';
import { BoundedQueue } from './bounded-queue.js';
import type { Position } from './catch-up.js';
import type { Delivery } from './delivery.js';
import { OverflowLosses } from './overflow-losses.js';
import type { Waiter } from './queue-reader.js';
import type { Run } from './run.js';

/** The bounds of an inbox, and what its consumer subscribed to. */
export interface InboxOptions {
  readonly patterns: readonly string[];
  readonly maxQueueSize: number;
  readonly maxQueueBytes: number;
  readonly total: InboxTotal;
}

/** What many inboxes count together. */
export interface InboxTotal {
  delivered: number;
  dropped: number;
  missed: number;
}

/** What stands between the flow and one consumer: the queue, who waits for it, and what was counted on the way. */
export class Inbox extends BoundedQueue {
  readonly #patterns: readonly string[];
  readonly #backend: string;
  readonly #total: InboxTotal;
  /** The one reader that there is, while it waits. */
  #waiter: Waiter | undefined;
  #losses: OverflowLosses | undefined;
  #delivered = 0;
  #dropped = 0;
  #gaps = 0;
  #missed = 0;

  /** @param backend the name of the backend */
  constructor({ patterns, maxQueueSize, maxQueueBytes, total }: InboxOptions, backend: string) {
    super(maxQueueSize, maxQueueBytes);
    this.#patterns = patterns;
    this.#backend = backend;
    this.#total = total;
  }

  get stats(): SubscriptionStats {
    return { delivered: this.#delivered, queued: this.length, dropped: this.#dropped, gaps: this.#gaps, missed: this.#missed };
  }

  override push(delivery: Delivery): void {
    super.push(delivery);
    if (this.#waiter !== undefined) this.#wakeIfServed(this.#waiter);
  }

  override link(run: Run): boolean {
    const isLinked = super.link(run);
    if (isLinked && this.#waiter !== undefined) this.#wakeIfServed(this.#waiter);
    return isLinked;
  }

  /** The next message for the consumer, if one is queued. */
  take(): Message | undefined {
    const message = this.#losses === undefined ? this.shift() : this.#shiftWithLosses(this.#losses);
    if (message !== undefined) this.#count(message);
    return message;
  }

  /** The next messages, at most `max`; `undefined` when none is queued. */
  takeMany(max: number): readonly Message[] | undefined {
    if (this.length === 0) return undefined;
    const many = this.#takeOfRun(max);
    while (many.length < max && this.length > 0) many.push(...this.#takeOfRun(max - many.length));
    return many;
  }

  /** Drops the oldest: counted, and of a retained topic reported with its next message. */
  dropOldest(): void {
    const delivery = this.shiftDelivery();
    if (delivery?.epoch === undefined) this.countDropped();
    else (this.#losses ??= new OverflowLosses()).add(delivery);
  }

  /** An unretained message found no room. */
  countDropped(): void {
    this.#dropped++;
    this.#total.dropped++;
  }

  /** Wakes the waiter once, when what it needs is queued, or as many as fit, or no more will come. */
  whenQueued(waiter: Waiter): void {
    this.endRun();
    this.#waiter = waiter;
  }

  /** The waiter need not be woken any more. */
  forget(waiter: Waiter): void {
    if (this.#waiter === waiter) this.#waiter = undefined;
  }

  #shiftWithLosses(losses: OverflowLosses): Message | undefined {
    const delivery = this.shiftDelivery();
    return delivery === undefined ? undefined : losses.report(delivery);
  }

  /** In one piece, if there is nothing to be told of any of them. */
  #takeOfRun(max: number): Message[] {
    if (this.#losses === undefined && this.isPlain && !isDeliveryReported()) {
      const many = this.shiftOfRun(max);
      this.#delivered += many.length;
      this.#total.delivered += many.length;
      return many;
    }
    const message = this.take();
    return message === undefined ? [] : [message];
  }

  /** Counts what goes to the consumer. */
  #count(message: Message): void {
    this.#delivered++;
    this.#total.delivered++;
    if (message.gap !== undefined) {
      this.#gaps++;
      const { missed = 0 } = message.gap;
      this.#missed += missed;
      this.#total.missed += missed;
    }
    if (isDeliveryReported(message)) reportDelivery({ backend: this.#backend, patterns: this.#patterns, message });
  }

  /** Who goes on waiting has to be told of each message. */
  #wakeIfServed(waiter: Waiter): void {
    if (this.length < waiter.need && !this.isFull) this.endRun();
    else this.wake(waiter);
  }

  /** Without an argument: no more will come. */
  wake(waiter = this.#waiter): void {
    this.#waiter = undefined;
    waiter?.wake();
  }

  /** Moves the positions of the live flow back to before what the consumer has not taken yet. */
  rewind(positions: Map<string, Position>, idAt: (topic: string, position: Position) => string | undefined): void {
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
      positions.set(topic, { ...before, id: idAt(topic, before) });
    }
  }
}
