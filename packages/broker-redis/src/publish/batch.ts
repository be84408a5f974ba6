import type { Argument } from '../connection/command-text.js';
import type { Layout } from '../layout.js';
import type { AppendArguments } from './append-arguments.js';
import { writeArguments } from './encoded-message.js';
import type { KnownTop } from './known-tops.js';
import { isSpecial, type Pending } from './pending.js';

/** Batches of one topic under way at most, so that client and server work at the same time. */
export const MAX_UNDER_WAY = 8;

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
  /** Number of keys, keys and arguments, for a predecessor that is under way; or `undefined`, and then for the newest message that is known. */
  args(previous: BatchName | undefined, known: KnownTop | undefined): readonly Argument[];
}

export function createBatch(common: AppendArguments, pending: readonly Pending[], { sequence, place }: BatchName): Batch {
  const { id, layout } = common.producer;
  const topic = pending[0]?.message.topic ?? '';
  const history = pending[0]?.message.history ?? false;
  const { retained, unretained, destination } = common.ofTopic(topic);
  const { list, written } = history === false ? unretained : retained;
  const keys = [...list];
  const messages: string[] = [];
  const parts = split(pending);
  for (const part of parts) {
    const [first] = part;
    if (first !== undefined && isSpecial(first)) addSingle(first, layout, keys, messages);
    else messages.push('lines', String(part.length), part.length === 1 ? (first?.message.line ?? '') : part.map(({ message }) => message.line).join('\n'));
  }
  const allKeys = keys.length === list.length ? [written] : [String(keys.length), ...keys];
  // Random by the producer's id, and never used twice.
  const epoch = `${id}.${String(sequence)}`;
  return {
    sequence, place, epoch, pending, parts,
    args: (previous, known) => [
      ...allKeys,
      placeOf(id, place), String(sequence),
      previous === undefined ? '' : placeOf(id, previous.place), previous === undefined ? '' : String(previous.sequence),
      known === undefined ? epoch : `${epoch} ${known.epoch} ${String(known.offset)}`,
      common.ofPolicy(history), destination,
      ...messages,
    ],
  };
}

const placeOf = (producer: string, place: number): string => `${producer}:${String(place)}`;

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
