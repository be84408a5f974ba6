import type { BackendPort, TopicHead } from '../backend-port.js';
import type { Message } from '../message.js';
import { CatchUp } from './catch-up.js';
import { startIn, type Start } from './start-position.js';

/** Messages read at once, over all topics. */
const PAGE_TOTAL = 2_000;
const MIN_PAGE = 8;
const MAX_PAGE = 500;

/** One topic on its way from its start to its head. */
class TopicRun {
  readonly #catchUp: CatchUp;
  readonly #top: number;
  #page: readonly Message[] = [];
  #next = 0;

  constructor(port: BackendPort, head: TopicHead, start: Start) {
    this.#catchUp = new CatchUp(port, head.topic, startIn(start, head));
    this.#top = head.top;
  }

  get head(): Message | undefined {
    const message = this.#page[this.#next];
    return message !== undefined && (message.offset ?? 0) <= this.#top ? message : undefined;
  }

  /** Makes `head` the next message, or `undefined` at the end. */
  async advance(limit: number): Promise<this> {
    this.#next++;
    if (this.#next >= this.#page.length && this.#catchUp.position.offset < this.#top) {
      const { deliveries } = await this.#catchUp.next(limit);
      this.#page = deliveries.map(({ message }) => message);
      this.#next = 0;
    }
    return this;
  }
}

/** All retained messages of these topics up to their heads, merged by timestamp. */
export async function* readHistory(port: BackendPort, heads: readonly TopicHead[], start: Start): AsyncGenerator<Message, undefined> {
  const limit = Math.min(MAX_PAGE, Math.max(MIN_PAGE, Math.floor(PAGE_TOTAL / Math.max(1, heads.length))));
  const runs = await Promise.all(heads.map((head) => new TopicRun(port, head, start).advance(limit)));
  const heap = runs.filter((run) => run.head !== undefined).sort((a, b) => timeOf(a) - timeOf(b));
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    if (first.head !== undefined) yield first.head;
    await first.advance(limit);
    sink(heap);
  }
  return undefined;
}

const timeOf = (run: TopicRun | undefined): number => run?.head?.timestamp ?? Infinity;

/** Restores the heap order after its first element has changed; one that has ended leaves. */
function sink(heap: TopicRun[]): void {
  if (heap[0]?.head === undefined) {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
  }
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const least = timeOf(heap[left + 1]) < timeOf(heap[left]) ? left + 1 : left;
    const [parent, child] = [heap[at], heap[least]];
    if (parent === undefined || child === undefined || timeOf(child) >= timeOf(parent)) return;
    heap[at] = child;
    heap[least] = parent;
    at = least;
  }
}
