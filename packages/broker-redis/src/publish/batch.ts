import type { HistoryPolicy } from '@runwire/broker-core';
import { WrittenArguments, type Argument } from '../connection/command-text.js';
import type { Layout } from '../layout.js';
import type { AppendArguments, TopicArguments } from './append-arguments.js';
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
  const [keys, messages] = isPlain && history !== false ? [[known.runKeys], linesOf(pending)] : mixed(parts, known, history, layout);
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

/** Keys with their number, and messages that name them by theirs. */
function mixed(parts: readonly BatchPart[], known: TopicArguments, history: HistoryPolicy | false, layout: Layout): readonly [keys: readonly Argument[], messages: readonly Argument[]] {
  const common = history === false ? known.unretainedKeys : known.retainedKeys;
  const keys: string[] = [];
  const numberOf = (key: string): number => common.count + keys.push(key);
  const single = ({ message: { id, idempotent, line, writes } }: Pending): readonly Argument[] => [
    'one', line, idempotent ? numberOf(known.receipts + id) : 0, writes.length,
    ...writes.flatMap((write) => [numberOf(layout.value(write.key)), ...writeArguments(write)]),
  ];
  const messages = parts.flatMap((part) => {
    const [first] = part;
    return first !== undefined && isSpecial(first) ? single(first) : linesOf(part);
  });
  return [[common.count + keys.length, common, ...keys], messages];
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
