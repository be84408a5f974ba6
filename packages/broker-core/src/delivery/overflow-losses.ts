import { positionBefore } from './backlog.js';
import type { Position } from './catch-up.js';
import { joinGaps, withGap, type Delivery } from './delivery.js';
import type { Gap, Message } from '../message.js';

/** What a full queue dropped of retained topics, until the next message of each topic reports it. */
export class OverflowLosses {
  readonly #byTopic = new Map<string, { gap: Gap; readonly from: Position }>();

  /** Counts a dropped delivery, and what it would have reported itself. */
  add(delivery: Delivery): void {
    const { topic, gap } = delivery.message;
    const known = this.#byTopic.get(topic);
    const lost = joinGaps(gap, { reason: 'overflow', missed: 1 });
    if (known === undefined) this.#byTopic.set(topic, { gap: lost, from: positionBefore(delivery) });
    else known.gap = joinGaps(known.gap, lost);
  }

  /** The message, with what was dropped before it. */
  report(delivery: Delivery): Message {
    if (this.#byTopic.size === 0 || delivery.epoch === undefined) return delivery.message;
    const lost = this.#byTopic.get(delivery.message.topic);
    if (lost === undefined) return delivery.message;
    this.#byTopic.delete(delivery.message.topic);
    return withGap(delivery, lost.gap).message;
  }

  /** Where a topic's first dropped delivery came from: reading on from there finds it again. */
  *positions(): IterableIterator<[string, Position]> {
    for (const [topic, { from }] of this.#byTopic) yield [topic, from];
  }
}
