import type { BackendPort, TopicHead } from '../backend-port.js';
import type { Message } from '../message.js';
import { startIn, type Start } from './start-position.js';
import { TopicRun } from './topic-run.js';

/** Messages read at once, over all topics. */
const PAGE_TOTAL = 2_000;
const MIN_PAGE = 8;
const MAX_PAGE = 1_000;

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

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
export function readHistory<T>(port: BackendPort, selection: Selection): AsyncIterable<Message<T>> {
  const heads = listHeads(port, selection.patterns);
  // Whoever iterates is told; somebody who does not has no use for it.
  heads.catch(() => undefined);
  // What the data is, is the caller's claim, as in `subscribe`.
  return new HistoryReader(port, heads, selection) as AsyncIterable<Message> as AsyncIterable<Message<T>>;
}

async function listHeads(port: BackendPort, patterns: readonly string[]): Promise<readonly TopicHead[]> {
  const lists = await Promise.all(patterns.map((pattern) => port.heads(pattern)));
  return [...new Map(lists.flat().map((head) => [head.topic, head])).values()];
}

/** Merges the runs of the topics by timestamp. By hand: what is there already is handed out without a turn of a generator. */
class HistoryReader implements AsyncIterableIterator<Message, undefined> {
  readonly #port: BackendPort;
  readonly #heads: Promise<readonly TopicHead[]>;
  readonly #selection: Selection;
  /** A heap by the timestamp of what comes next; the first may have moved on since. Undefined before the first call. */
  #runs: TopicRun[] | undefined;
  #left: number;
  #isEnded = false;
  /** The last of the calls that wait. */
  #waiting: Promise<unknown> | undefined;

  constructor(port: BackendPort, heads: Promise<readonly TopicHead[]>, selection: Selection) {
    this.#port = port;
    this.#heads = heads;
    this.#selection = selection;
    this.#left = selection.limit;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Message, undefined>> {
    const ready = this.#waiting === undefined ? this.#take() : undefined;
    if (ready !== undefined) return Promise.resolve(ready);
    // Calls are served in their order.
    const turn = (this.#waiting ?? Promise.resolve()).then(() => this.#wait());
    const settled = turn.catch(() => undefined).then(() => { if (this.#waiting === settled) this.#waiting = undefined; });
    this.#waiting = settled;
    return turn;
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#isEnded = true;
    this.#runs = [];
    return Promise.resolve(DONE);
  }

  /** The next message or the end; `undefined` when it has to be read first. */
  #take(): IteratorResult<Message, undefined> | undefined {
    const runs = this.#runs;
    if (this.#isEnded) return DONE;
    while (runs !== undefined) {
      const [first] = runs;
      if (first === undefined || first.isWaiting) return undefined;
      sink(runs);
      const message = runs[0]?.shift();
      if (message === undefined || message.timestamp < this.#selection.since) continue;
      this.#isEnded = --this.#left === 0;
      return { done: false, value: message };
    }
    return undefined;
  }

  async #wait(): Promise<IteratorResult<Message, undefined>> {
    try {
      for (;;) {
        const ready = this.#take();
        if (ready !== undefined) return ready;
        if (this.#runs?.length === 0) break;
        await (this.#runs === undefined ? this.#open() : this.#runs[0]?.fill());
      }
    } catch (error) {
      this.#isEnded = true;
      throw error;
    }
    this.#isEnded = true;
    // A history that a close cut short must not look complete.
    this.#selection.assertOpen();
    return DONE;
  }

  async #open(): Promise<void> {
    const heads = await this.#heads;
    const { start, limit } = this.#selection;
    const share = Math.min(MAX_PAGE, Math.max(MIN_PAGE, Math.floor(PAGE_TOTAL / Math.max(1, heads.length))));
    const runs = heads.map((head) => new TopicRun(this.#port, head, { position: startIn(start, head), pageSize: Math.min(share, limit), readsAhead: limit > share }));
    await Promise.all(runs.map((run) => run.fill()));
    if (!this.#isEnded) this.#runs = runs.sort((a, b) => a.time - b.time);
  }
}

/** Restores the heap order after its first element has changed; one that has ended leaves. */
function sink(heap: TopicRun[]): void {
  while (heap[0]?.time === Infinity) {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
  }
  for (let at = 0; ; ) {
    const left = 2 * at + 1;
    const least = timeOf(heap[left + 1]) < timeOf(heap[left]) ? left + 1 : left;
    const [parent, child] = [heap[at], heap[least]];
    if (parent === undefined || child === undefined || child.time >= parent.time) return;
    heap[at] = child;
    heap[least] = parent;
    at = least;
  }
}

const timeOf = (run: TopicRun | undefined): number => run?.time ?? Infinity;
