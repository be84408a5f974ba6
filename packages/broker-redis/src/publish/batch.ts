import type { Layout } from '../layout.js';
import { writeArguments } from './encoded-message.js';
import type { KnownTop } from './known-tops.js';
import { isSpecial, type Pending } from './pending.js';

/** What all batches of a producer have in common. */
export interface Producer {
  readonly id: string;
  readonly layout: Layout;
  readonly idempotencyMs: number;
  /** Milliseconds the server remembers a batch; longer than the outbox keeps one. */
  readonly memoryMs: number;
  /** Whether the scripts keep the indexes. */
  readonly isIndexed: boolean;
}

/** Batches of one topic under way at most, so that client and server work at the same time. */
export const MAX_UNDER_WAY = 8;

const NO_PREVIOUS = ['', ''] as const;

/** A part of a batch with one outcome: a run of plain messages, or a single one. */
export type BatchPart = readonly Pending[];

/** How the server tells batches apart. */
export interface BatchName {
  /** Unique among the batches of the producer, ascending. */
  readonly sequence: number;
  /** Where the server remembers it, among the batches of the producer to this topic that are under way. */
  readonly place: number;
}

/** The messages of one script call. Sent again, it is the same but for its predecessor. */
export interface Batch extends BatchName {
  /** What a history that begins with it is called. */
  readonly epoch: string;
  readonly pending: readonly Pending[];
  readonly parts: readonly BatchPart[];
  readonly keys: readonly string[];
  /** The arguments, for a predecessor that is under way; or `undefined`, and then for the newest message that is known. */
  args(previous: BatchName | undefined, known: KnownTop | undefined): readonly string[];
}

export function createBatch(producer: Producer, pending: readonly Pending[], { sequence, place }: BatchName): Batch {
  const { layout, id } = producer;
  const topic = pending[0]?.message.topic ?? '';
  const history = pending[0]?.message.history ?? false;
  const names = layout.namesOf(topic);
  const keys = [history === false ? names.memory : names.top, names.log];
  if (producer.isIndexed) keys.push(names.topicIndex, names.keyIndex);
  const [maxLength, ttlMs] = history === false ? [0, 0] : [history.maxLength, history.ttlMs];
  // Random by the producer's id, and never used twice.
  const epoch = `${id}.${String(sequence)}`;
  const rest = [String(maxLength), String(ttlMs), String(producer.idempotencyMs), String(producer.memoryMs), names.channel, topic, layout.publishCommand, producer.isIndexed ? '1' : '0'];
  const parts = split(pending);
  for (const part of parts) {
    const [first] = part;
    if (first !== undefined && isSpecial(first)) addSingle(first, layout, keys, rest);
    else rest.push('lines', String(part.length), part.map(({ message }) => message.line).join('\n'));
  }
  const memoryOf = (name: BatchName): readonly string[] => [`${id}:${String(name.place)}`, String(name.sequence)];
  return {
    sequence, place, epoch, pending, parts, keys,
    args: (previous, known) => [
      ...memoryOf({ sequence, place }),
      ...(previous === undefined ? NO_PREVIOUS : memoryOf(previous)),
      known === undefined ? epoch : `${epoch} ${known.epoch} ${String(known.offset)}`,
      ...rest,
    ],
  };
}

function split(pending: readonly Pending[]): readonly BatchPart[] {
  if (!pending.some(isSpecial)) return [pending];
  const parts: Pending[][] = [];
  let run: Pending[] | undefined;
  for (const next of pending) {
    if (isSpecial(next)) {
      parts.push([next]);
      run = undefined;
    } else if (run === undefined) parts.push((run = [next]));
    else run.push(next);
  }
  return parts;
}

function addSingle({ message }: Pending, layout: Layout, keys: string[], args: string[]): void {
  const receipt = message.idempotent ? String(keys.push(layout.receipt(message.topic, message.id))) : '0';
  args.push('one', message.line, receipt, String(message.writes.length));
  for (const write of message.writes) args.push(String(keys.push(layout.value(write.key))), ...writeArguments(write));
}
