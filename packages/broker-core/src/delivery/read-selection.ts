import type { BackendPort, TopicHead } from '../backend-port.js';
import type { Message } from '../message.js';
import { readHistory } from './history-reader.js';
import type { Start } from './start-position.js';

/** What a call of `history` asked for. */
export interface Selection {
  readonly patterns: readonly string[];
  readonly start: Start;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly limit: number;
  /** @throws ClosedError */
  readonly assertOpen: () => void;
}

/** What is retained now: the heads are asked for at once, and nothing behind them is read. */
export function readSelection<T>(port: BackendPort, selection: Selection): AsyncIterable<Message<T>> {
  const heads = listHeads(port, selection.patterns);
  // Whoever iterates is told; somebody who does not has no use for it.
  heads.catch(() => undefined);
  return read(port, heads, selection);
}

async function listHeads(port: BackendPort, patterns: readonly string[]): Promise<readonly TopicHead[]> {
  const lists = await Promise.all(patterns.map((pattern) => port.heads(pattern)));
  return [...new Map(lists.flat().map((head) => [head.topic, head])).values()];
}

async function* read<T>(port: BackendPort, heads: Promise<readonly TopicHead[]>, { start, since, limit, assertOpen }: Selection): AsyncGenerator<Message<T>, undefined> {
  let left = limit;
  for await (const message of readHistory(port, await heads, start)) {
    if (message.timestamp < since) continue;
    // What the data is, is the caller's claim, as in `subscribe`.
    yield message as Message<T>;
    if (--left === 0) return undefined;
  }
  // A history that a close cut short must not look complete.
  assertOpen();
  return undefined;
}
