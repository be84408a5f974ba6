import type { BackendPort } from '../backend-port.js';
import type { BoundedQueue } from './bounded-queue.js';
import { CatchUp, NO_EPOCH, type Position } from './catch-up.js';
import type { Delivery } from './delivery.js';
import { withoutGap, withGap } from './delivery.js';
import type { TopicFeed } from './topic-feed.js';

/** Topics read side by side, so that a replay comes in order of time. */
const MAX_SIDE_BY_SIDE = 64;
/** Messages read of one topic at once. */
const MIN_PAGE = 16;
const MAX_PAGE = 500;
/** Milliseconds between a failed read and the next try. */
const RETRY_MS = 500;

/** What the backlog needs of its subscription. */
export interface BacklogOwner {
  readonly isOpen: boolean;
  readonly queue: BoundedQueue;
  push(delivery: Delivery): void;
  fail(error: unknown): void;
}

/** One topic whose live messages this subscription does not take yet. */
interface Lag {
  readonly catchUp: CatchUp;
  /** Read, and waiting for room. */
  readonly buffer: Delivery[];
  /** Behind the last that was read into the buffer; the catch-up itself may be a page ahead. */
  reached: Position;
  /** The buffer reached the end of the history. */
  atHead: boolean;
  /** The live flow is ahead, or of another history, and nothing more was found since that was seen. */
  isRechecked: boolean;
}

/**
 * The topics in which one subscription is behind the live flow (it began in the past, or its queue was full), read from
 * the history whenever the queue has room: at the consumer's pace, oldest first, until each meets the live flow.
 */
export class Backlog {
  readonly #port: BackendPort;
  readonly #feedOf: (topic: string) => TopicFeed | undefined;
  readonly #owner: BacklogOwner;
  /** To be read from the history. */
  readonly #behind = new Map<string, Lag>();
  /** All of the history is handed on; the live flow has yet to come by here. */
  readonly #joined = new Map<string, Lag>();
  #isReading = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(port: BackendPort, feedOf: (topic: string) => TopicFeed | undefined, owner: BacklogOwner) {
    this.#port = port;
    this.#feedOf = feedOf;
    this.#owner = owner;
  }

  /** Reads `topic` on from here. `isJoined`: the history holds nothing newer, only the live flow can. */
  add(topic: string, position: Position, isJoined: boolean): void {
    const catchUp = new CatchUp(this.#port, topic, position, this.#feedOf(topic));
    (isJoined ? this.#joined : this.#behind).set(topic, { catchUp, buffer: [], reached: position, atHead: false, isRechecked: false });
  }

  get isEmpty(): boolean {
    return this.#behind.size === 0 && this.#joined.size === 0;
  }

  isBehind(topic: string): boolean {
    return this.#behind.has(topic);
  }

  /** The live delivery as this subscription has to take it, or `undefined` if it comes, or came, from the history. */
  admit(delivery: Delivery): Delivery | undefined {
    const { topic, offset = 0, gap } = delivery.message;
    if (this.#behind.has(topic)) return undefined;
    const lag = this.#joined.get(topic);
    if (lag === undefined) return delivery;
    const { epoch, offset: reached, lost } = lag.catchUp.position;
    // Told with a number, it is a hole, and what follows has offsets of its own.
    const isRewound = gap?.reason === 'rewound' && gap.missed === undefined;
    const isContinued = delivery.epoch === epoch || (epoch === NO_EPOCH && offset === 1);
    if (!isContinued || (isRewound ? offset > reached : offset > reached + 1)) {
      this.#joined.delete(topic);
      this.#behind.set(topic, lag);
      this.refill();
      return undefined;
    }
    if (!isRewound && offset <= reached) return undefined;
    this.#joined.delete(topic);
    // The live flow's own gap is not ours, unless it goes back: what we lost, we know better.
    const ours = isRewound ? delivery : withoutGap(delivery);
    return lost === undefined ? ours : withGap(ours, lost);
  }

  /** Moves the positions of the live flow back to where each topic stands: right before the first message not yet handed on. */
  rewind(positions: Map<string, Position>): void {
    for (const { catchUp, buffer, reached } of [...this.#joined.values(), ...this.#behind.values()]) {
      const position = buffer[0] === undefined ? reached : positionBefore(buffer[0]);
      if (position.epoch === NO_EPOCH) positions.delete(catchUp.topic);
      else positions.set(catchUp.topic, position);
    }
  }

  /** Reads on if there is room and anything to read; safe to call at any time. */
  refill(): void {
    if (this.#behind.size === 0 || this.#isReading || this.#retry !== undefined || !this.#owner.isOpen) return;
    this.#isReading = true;
    this.#read().catch((error: unknown) => {
      this.#recover(error);
    });
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#behind.clear();
    this.#joined.clear();
  }

  async #read(): Promise<void> {
    try {
      while (this.#behind.size > 0 && this.#owner.isOpen && !this.#owner.queue.isFull) {
        const lags = [...this.#behind.values()].slice(0, MAX_SIDE_BY_SIDE);
        const limit = Math.min(MAX_PAGE, Math.max(MIN_PAGE, Math.ceil(this.#owner.queue.room / lags.length)));
        await Promise.all(lags.filter((lag) => lag.buffer.length === 0).map((lag) => this.#load(lag, limit)));
        this.#merge(lags.filter((lag) => lag.buffer.length > 0));
      }
    } finally {
      this.#isReading = false;
    }
  }

  async #load(lag: Lag, limit: number): Promise<void> {
    const { deliveries, atHead, isGone } = await lag.catchUp.next(limit);
    lag.buffer.push(...deliveries);
    lag.reached = lag.catchUp.position;
    lag.atHead = atHead;
    if (deliveries.length > 0) lag.isRechecked = false;
    if (isGone) this.#awaitLive(lag);
    else if (deliveries.length === 0 && atHead) this.#join(lag);
  }

  /** Hands on, oldest first, until the queue is full or one topic has to be read again. */
  #merge(lags: Lag[]): void {
    let from = oldest(lags);
    while (from !== undefined && this.#owner.isOpen && !this.#owner.queue.isFull) {
      const delivery = from.buffer.shift();
      if (delivery !== undefined) this.#owner.push(delivery);
      if (from.buffer.length === 0) {
        if (from.atHead) this.#join(from);
        return;
      }
      from = oldest(lags);
    }
  }

  /** All of the history is handed on: from here the live flow serves the topic, unless it is ahead already. */
  #join(lag: Lag): void {
    const { position, topic } = lag.catchUp;
    const feed = this.#feedOf(topic);
    const isAhead = feed !== undefined && (feed.epoch !== position.epoch || feed.offset > position.offset);
    if (isAhead && !lag.isRechecked) {
      lag.isRechecked = true;
      return;
    }
    if (feed?.isAt(position) === true) this.#behind.delete(topic);
    else this.#awaitLive(lag);
  }

  /** The history has nothing more: the next live message tells how the topic goes on. */
  #awaitLive(lag: Lag): void {
    const { topic } = lag.catchUp;
    this.#behind.delete(topic);
    this.#joined.set(topic, lag);
  }

  #recover(error: unknown): void {
    if (!this.#owner.isOpen) return;
    const isRetryable = typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === true;
    if (!isRetryable) {
      this.#owner.fail(error);
      return;
    }
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.refill();
    }, RETRY_MS);
    this.#retry.unref();
  }
}

/** The position from which this retained delivery, and what was lost before it, comes next. */
export function positionBefore({ epoch = '', message }: Delivery): Position {
  return { epoch, offset: (message.offset ?? 1) - 1, lost: message.gap };
}

function oldest(lags: readonly Lag[]): Lag | undefined {
  let found: Lag | undefined;
  for (const lag of lags) {
    const time = lag.buffer[0]?.message.timestamp;
    if (time !== undefined && (found === undefined || time < (found.buffer[0]?.message.timestamp ?? Infinity))) found = lag;
  }
  return found;
}
