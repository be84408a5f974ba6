import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { MAX_SEND_MS, type BackendMessage, type HistoryPage } from '../backend-port.js';
import type { Gap } from '../message.js';
import { joinGaps, retained, type Delivery } from './delivery.js';
import type { PageSource } from './read-ahead.js';

/** How long a history that a fail-over has shortened may take to get the rest again, and how often it is looked at, milliseconds. */
const [PATIENCE_MS, REREAD_MS] = [2_000, 100];

/** Messages that are read at once, from the newest back, to find one that is known. */
const COMPARED_AT_ONCE = 32;

/** How far somebody has come in a topic's history: all up to `offset` is accounted for. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
  /** Id of the message at `offset`, where known: tells a rewound history from ours. */
  readonly id?: string | undefined;
  /** What was lost right behind `offset` and is not reported yet, for lack of a later message. */
  readonly lost?: Gap | undefined;
}

/** The epoch of a position in a topic that had no history: whichever begins, all of it comes behind. */
export const NO_EPOCH = '';

/** Ids of the last messages seen: for finding the last common one after a rewind, and what is sent again after a reset. */
export interface RecentIds {
  idAt(offset: number): string | undefined;
  readonly depth: number;
  /** Of the last messages up to a position, in its epoch. */
  heardUntil(position: Position): ReadonlySet<string>;
  /** Something was heard that does not go with what was seen. */
  readonly isContradicted?: boolean;
}

/** What was had of the history before this one: who published it and got no answer sends it again, for a while. */
interface HadBefore {
  readonly ids: ReadonlySet<string>;
  /** Until when it is sent again, on the broker's clock; known from the first message of this history. */
  until: number | undefined;
}

export interface Caught {
  readonly deliveries: readonly Delivery[];
  /** Nothing newer was in the history when it was read. */
  readonly atHead: boolean;
  /** The topic has no history at all (any more): only a new message makes one. */
  readonly isGone: boolean;
}

/**
 * Reads a topic's history on from a position, and accounts for what is no longer there. The one mechanism behind late
 * join, holes in the live flow, overflow, reconnects and silence: whatever was published behind the position is either
 * returned, exactly once and in order, or counted in the gap of the next message returned.
 */
export class CatchUp {
  readonly topic: string;
  readonly #source: PageSource;
  readonly #recent: RecentIds | undefined;
  #position: Position;
  #isShort = false;
  #before: HadBefore | undefined;

  constructor(source: PageSource, topic: string, position: Position, recent?: RecentIds) {
    this.#source = source;
    this.topic = topic;
    this.#position = position;
    this.#recent = recent;
  }

  /** All up to here was returned, or is counted in its `lost`. */
  get position(): Position {
    return this.#position;
  }

  /** The history ended before our position when it was last read, and nothing speaks against what we have seen. */
  get isShort(): boolean {
    return this.#isShort;
  }

  /** Returns what follows, at most `limit` messages. Rejects as the backend's `read` does; call again to go on. */
  async next(limit: number): Promise<Caught> {
    const { offset, id } = this.#position;
    const overlap = id === undefined || offset === 0 ? 0 : 1;
    const page = await this.#readPatiently(offset + 1 - overlap, limit + overlap);
    if (page === undefined) return { deliveries: [], atHead: true, isGone: true };
    if (this.#position.epoch === NO_EPOCH) this.#position = { ...this.#position, epoch: page.epoch };
    const rewound = page.epoch === this.#position.epoch && (await this.#isRewound(page));
    if (page.epoch !== this.#position.epoch) this.#beginAnew(page);
    else if (rewound) this.#lose({ reason: 'rewound' }, await this.#lastCommon(page));
    else {
      const caught = this.#take(page);
      if (caught.deliveries.length > 0 || caught.atHead || overlap === 0) return caught;
      // The page ends before a message that the backend cannot read: without the overlap the next one begins behind it.
      this.#position = { ...this.#position, id: undefined };
    }
    return this.next(limit);
  }

  /** A history that ends before our position may get what it lacks in a moment: whoever published it sends it again. */
  async #readPatiently(from: number, limit: number): Promise<HistoryPage | undefined> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const page = await this.#source.read(this.topic, from, limit);
      const isBehind = page?.epoch === this.#position.epoch && page.top < this.#position.offset;
      if (!isBehind || this.#recent?.isContradicted === true || performance.now() >= deadline || (await this.#isShortened(page))) return page;
      await delay(REREAD_MS, undefined, { ref: false });
    }
  }

  async #isRewound(page: HistoryPage): Promise<boolean> {
    const { offset, id } = this.#position;
    this.#isShort = page.top < offset && (await this.#isShortened(page));
    if (page.top < offset) return !this.#isShort;
    const ours = page.messages[offset - page.firstOffset];
    return id !== undefined && ours !== undefined && ours.id !== id;
  }

  /**
   * A fail-over took back the newest messages, and nothing new has come since: there is nothing to be told yet, and perhaps
   * never, because whoever published them goes on behind them.
   */
  async #isShortened({ top }: HistoryPage): Promise<boolean> {
    const { offset, id } = this.#position;
    const recent = this.#recent;
    if (recent === undefined || recent.isContradicted === true || id === undefined || recent.idAt(offset) !== id) return false;
    const ours = recent.idAt(top);
    if (ours === undefined) return true;
    const page = await this.#source.read(this.topic, top, 1);
    return page?.top === top && page.messages[0]?.id === ours;
  }

  /** The newest message that both we and the server know; where none is found, the server's word counts. */
  async #lastCommon(page: HistoryPage): Promise<Position> {
    const { epoch } = this.#position;
    const newest = Math.min(this.#position.offset, page.top);
    const floor = this.#position.offset - (this.#recent?.depth ?? 0);
    for (let to = newest; to > floor; to -= COMPARED_AT_ONCE) {
      const from = Math.max(floor, to - COMPARED_AT_ONCE) + 1;
      const theirs = await this.#source.read(this.topic, from, to - from + 1);
      for (let offset = to; theirs !== undefined && offset >= from; offset--) {
        const id = theirs.messages[offset - theirs.firstOffset]?.id;
        if (id !== undefined && id === this.#recent?.idAt(offset)) return { epoch, offset, id };
      }
    }
    return { epoch, offset: newest };
  }

  #take(page: HistoryPage): Caught {
    const { epoch, offset } = this.#position;
    const firstReadable = page.messages.length > 0 ? Math.max(page.firstOffset, page.oldest) : page.oldest;
    const missed = Math.min(firstReadable - 1, page.top) - offset;
    if (missed > 0) this.#lose({ reason: page.hole ?? 'trimmed', missed }, { epoch, offset: offset + missed });
    const deliveries = this.#deliver(page);
    return { deliveries, atHead: this.#position.offset >= page.top, isGone: false };
  }

  #deliver({ epoch, firstOffset, messages }: HistoryPage): readonly Delivery[] {
    const { offset } = this.#position;
    let { lost } = this.#position;
    const next = messages.slice(Math.max(0, offset + 1 - firstOffset));
    const deliveries: Delivery[] = [];
    next.forEach((message, index) => {
      if (this.#before !== undefined && isSentAgain(message, this.#before)) return;
      deliveries.push(retained(message, { topic: this.topic, epoch, offset: offset + 1 + index, gap: lost }));
      lost = undefined;
    });
    const last = next.at(-1);
    if (last !== undefined) this.#position = { epoch, offset: offset + next.length, id: last.id, lost };
    return deliveries;
  }

  /** Another history has taken the place of ours. */
  #beginAnew({ epoch, oldest }: HistoryPage): void {
    const { id } = this.#position;
    const heard = this.#recent?.heardUntil(this.#position) ?? new Set();
    this.#before = { ids: id === undefined ? heard : new Set([...heard, id]), until: undefined };
    this.#lose({ reason: 'reset' }, { epoch, offset: oldest - 1 });
  }

  #lose(gap: Gap, { epoch, offset, id }: Position): void {
    this.#position = { epoch, offset, id, lost: joinGaps(this.#position.lost, gap) };
  }
}

function isSentAgain({ id, timestamp }: BackendMessage, before: HadBefore): boolean {
  before.until ??= timestamp + MAX_SEND_MS;
  return timestamp <= before.until && before.ids.has(id);
}
