import type { BackendMessage } from '../backend-port.js';
import type { Gap, Message } from '../message.js';

/** A message on its way, with what the engine must know of it. One object for all subscribers. */
export interface Delivery {
  readonly message: Message;
  /** Of the topic's history; absent when the message is not retained. */
  readonly epoch: string | undefined;
  /** Approximate size in memory, bytes. */
  readonly bytes: number;
}

/** Bytes of a message and its delivery around the data itself; measured on 64-bit V8. */
const ENVELOPE_BYTES = 160;

/** Where a retained message stands, and what was lost before it. */
export interface Place {
  readonly topic: string;
  readonly epoch: string;
  readonly offset: number;
  readonly gap: Gap | undefined;
}

export function retained(from: BackendMessage, { topic, epoch, offset, gap }: Place): Delivery {
  const { id, data, timestamp } = from;
  const message: Message = gap === undefined ? { id, topic, data, timestamp, offset } : { id, topic, data, timestamp, offset, gap: Object.freeze(gap) };
  return { message: Object.freeze(message), epoch, bytes: from.bytes + ENVELOPE_BYTES };
}

export function unretained(topic: string, from: BackendMessage): Delivery {
  const { id, data, timestamp } = from;
  return { message: Object.freeze({ id, topic, data, timestamp }), epoch: undefined, bytes: from.bytes + ENVELOPE_BYTES };
}

/** The same message, also reporting `gap`. */
export function withGap(delivery: Delivery, gap: Gap): Delivery {
  return { ...delivery, message: Object.freeze({ ...delivery.message, gap: Object.freeze(joinGaps(gap, delivery.message.gap)) }) };
}

/** Two losses in a row as one: the later reason, unless the earlier lost an unknown number; known numbers add up. */
export function joinGaps(earlier: Gap | undefined, later: Gap | undefined): Gap {
  if (earlier === undefined || later === undefined) return earlier ?? later ?? { reason: 'trimmed', missed: 0 };
  if (earlier.missed === undefined) return earlier;
  if (later.missed === undefined) return later;
  return { reason: later.reason, missed: earlier.missed + later.missed };
}

/** The same message without its gap. */
export function withoutGap(delivery: Delivery): Delivery {
  const { id, topic, data, timestamp, offset, gap } = delivery.message;
  if (gap === undefined || offset === undefined) return delivery;
  return { ...delivery, message: Object.freeze({ id, topic, data, timestamp, offset }) };
}
