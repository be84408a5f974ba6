import type { BackendPort, TopicHead } from '../backend-port.js';
import type { Message } from '../message.js';
import { CatchUp, type Position } from './catch-up.js';
import type { Delivery } from './delivery.js';
import { ReadAhead } from './read-ahead.js';

export interface TopicRunOptions {
  readonly position: Position;
  readonly pageSize: number;
  /** Ask for the next page together with each. */
  readonly readsAhead: boolean;
}

/** One topic on its way from a position to its head. */
export class TopicRun {
  readonly #catchUp: CatchUp;
  readonly #top: number;
  readonly #options: TopicRunOptions;
  #page: readonly Delivery[] = [];
  #next = 0;
  #isRead: boolean;

  constructor(port: BackendPort, head: TopicHead, options: TopicRunOptions) {
    this.#catchUp = new CatchUp(options.readsAhead ? new ReadAhead(port, head.top) : port, head.topic, options.position);
    this.#top = head.top;
    this.#options = options;
    this.#isRead = options.position.offset >= head.top;
  }

  /** What comes next has to be read first. */
  get isWaiting(): boolean {
    return !this.#isRead && this.#next >= this.#page.length;
  }

  /** The timestamp of the next message; Infinity behind the last one. */
  get time(): number {
    return this.#head?.timestamp ?? Infinity;
  }

  shift(): Message | undefined {
    const head = this.#head;
    this.#next++;
    return head;
  }

  /** Reads the next page, unless there is something to hand out, or the head is reached. */
  async fill(): Promise<void> {
    while (this.isWaiting) {
      const caught = await this.#catchUp.next(this.#options.pageSize);
      this.#page = caught.deliveries;
      this.#next = 0;
      this.#isRead = caught.atHead || this.#catchUp.position.offset >= this.#top;
    }
  }

  get #head(): Message | undefined {
    const message = this.#page[this.#next]?.message;
    return message !== undefined && (message.offset ?? 0) <= this.#top ? message : undefined;
  }
}
