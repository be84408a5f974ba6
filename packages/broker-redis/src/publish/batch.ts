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

/** A part of a batch with one outcome: a run of plain messages, or a single one. */
export type BatchPart = readonly Pending[];

/** The messages of one script call. Sent again, it is the same but for its predecessor. */
export interface Batch {
  /** Unique among the batches of the producer, ascending. */
  readonly sequence: number;
  /** What a history that begins with it is called. */
  readonly epoch: string;
  readonly pending: readonly Pending[];
  readonly parts: readonly BatchPart[];
  readonly keys: readonly string[];
  /** The arguments, for a predecessor that is under way; or `undefined`, and then for the newest message that is known. */
  args(previous: number | undefined, known: KnownTop | undefined): readonly string[];
}

/** @param sequence as in the batch · @param turn counts the batches of the topic */
export function createBatch(producer: Producer, pending: readonly Pending[], { sequence, turn }: { readonly sequence: number; readonly turn: number }): Batch {
  const { layout, id } = producer;
  const topic = pending[0]?.message.topic ?? '';
  const history = pending[0]?.message.history ?? false;
  const memory = (place: number): string => layout.memory(topic, id, place % MAX_UNDER_WAY);
  const keys = [layout.top(topic), layout.log(topic), memory(turn), memory(turn + MAX_UNDER_WAY - 1)];
  if (producer.isIndexed) keys.push(layout.topicIndex(topic), layout.keyIndex(topic));
  const [maxLength, ttlMs] = history === false ? [0, 0] : [history.maxLength, history.ttlMs];
  // Random by the producer's id, and never used twice.
  const epoch = `${id}.${String(sequence)}`;
  const numbers = [maxLength, ttlMs, producer.idempotencyMs, producer.memoryMs].map(String);
  const rest = [...numbers, layout.channel(topic), topic, layout.publishCommand, producer.isIndexed ? '1' : '0'];
  const parts = split(pending);
  for (const part of parts) {
    const [first] = part;
    if (first !== undefined && isSpecial(first)) addSingle(first, layout, keys, rest);
    else rest.push('lines', String(part.length), part.map(({ message }) => message.line).join('\n'));
  }
  return {
    sequence, epoch, pending, parts, keys,
    args: (previous, known) => [String(sequence), previous === undefined ? '' : String(previous), known === undefined ? epoch : `${epoch} ${known.epoch} ${String(known.offset)}`, ...rest],
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
