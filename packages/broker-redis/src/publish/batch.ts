import type { Layout } from '../layout.js';
import { writeArguments } from './encoded-message.js';
import { isSpecial, type Pending } from './pending.js';

/** Messages and characters of one stream entry at most: what a reader fetches, and the history trims, at once. */
const MAX_ENTRY_MESSAGES = 64;
const MAX_ENTRY_LENGTH = 32 * 1024;

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

/** A part of a batch with one outcome: a run of plain messages, or a single one. */
export type BatchPart = readonly Pending[];

/** The messages of one script call, with its keys and arguments. Sent again, it is the same. */
export interface Batch {
  readonly parts: readonly BatchPart[];
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** @param sequence unique among the batches of the producer */
export function createBatch(producer: Producer, sequence: number, pending: readonly Pending[], epoch: string): Batch {
  const { layout } = producer;
  const topic = pending[0]?.message.topic ?? '';
  const history = pending[0]?.message.history ?? false;
  const keys = [layout.top(topic), layout.log(topic), layout.memory(topic, producer.id)];
  if (producer.isIndexed) keys.push(layout.topicIndex, layout.keyIndex);
  const [maxLength, ttlMs] = history === false ? [0, 0] : [history.maxLength, history.ttlMs];
  const numbers = [maxLength, ttlMs, producer.idempotencyMs, producer.memoryMs].map(String);
  const args = [String(sequence), epoch, ...numbers, layout.channel(topic), topic, 'PUBLISH', producer.isIndexed ? '1' : '0'];
  const parts = split(pending);
  for (const part of parts) {
    const [first] = part;
    if (first !== undefined && isSpecial(first)) addSingle(first, layout, keys, args);
    else args.push('lines', String(part.length), part.map(({ message }) => message.line).join('\n'));
  }
  return { parts, keys, args };
}

function split(pending: readonly Pending[]): readonly BatchPart[] {
  const parts: Pending[][] = [];
  let run: Pending[] | undefined;
  let length = 0;
  for (const next of pending) {
    const size = next.message.line.length;
    if (isSpecial(next)) {
      parts.push([next]);
      run = undefined;
    } else if (run === undefined || run.length >= MAX_ENTRY_MESSAGES || length + size > MAX_ENTRY_LENGTH) {
      run = [next];
      length = size;
      parts.push(run);
    } else {
      run.push(next);
      length += size;
    }
  }
  return parts;
}

function addSingle({ message }: Pending, layout: Layout, keys: string[], args: string[]): void {
  const receipt = message.idempotent ? String(keys.push(layout.receipt(message.topic, message.id))) : '0';
  args.push('one', message.line, receipt, String(message.writes.length));
  for (const write of message.writes) args.push(String(keys.push(layout.value(write.key))), ...writeArguments(write));
}
