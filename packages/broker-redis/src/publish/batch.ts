import { WrittenArguments, type Argument } from '../connection/command-text.js';
import type { Layout } from '../layout.js';
import type { AppendArguments } from './append-arguments.js';
import { writeArguments } from './encoded-message.js';
import { showTop, type KnownTop } from './known-tops.js';
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

const NO_PREVIOUS = new WrittenArguments(['', '']);

export function createBatch(common: AppendArguments, pending: readonly Pending[], { sequence, place }: BatchName): Batch {
  const { id, layout } = common.producer;
  const topic = pending[0]?.message.topic ?? '';
  const history = pending[0]?.message.history ?? false;
  const known = common.ofTopic(topic);
  const isPlain = !pending.some(isSpecial);
  const parts = isPlain ? [pending] : split(pending);
  const [keys, messages] = isPlain && history !== false ? [[known.runKeys], linesOf(pending)] : mixed(parts, history === false ? known.unretainedKeys : known.retainedKeys, layout);
  return {
    sequence, place, pending, parts,
    // Random by the producer's id, and never used twice.
    epoch: `${id}.${String(sequence)}`,
    args: (previous, top) => [
      ...keys,
      common.ofPlace(place), sequence,
      ...(previous === undefined ? [NO_PREVIOUS] : [common.ofPlace(previous.place), previous.sequence]),
      top === undefined ? '' : showTop(top),
      common.ofPolicy(history), known.destination,
      ...messages,
    ],
  };
}

const linesOf = (run: readonly Pending[]): readonly [count: number, lines: string] =>
  [run.length, run.length === 1 ? (run[0]?.message.line ?? '') : run.map(({ message }) => message.line).join('\n')];

/** Keys with their number, and messages. */
function mixed(parts: readonly BatchPart[], commonKeys: readonly string[], layout: Layout): readonly [keys: readonly Argument[], messages: readonly Argument[]] {
  const keys = [...commonKeys];
  const messages: Argument[] = [];
  for (const part of parts) {
    const [first] = part;
    if (first !== undefined && isSpecial(first)) addSingle(first, layout, keys, messages);
    else messages.push(...linesOf(part));
  }
  return [[keys.length, ...keys], messages];
}

function split(pending: readonly Pending[]): readonly BatchPart[] {
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

function addSingle({ message }: Pending, layout: Layout, keys: string[], args: Argument[]): void {
  const receipt = message.idempotent ? keys.push(layout.receipt(message.topic, message.id)) : 0;
  args.push('one', message.line, receipt, message.writes.length);
  for (const write of message.writes) args.push(keys.push(layout.value(write.key)), ...writeArguments(write));
}
