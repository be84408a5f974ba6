import { performance } from 'node:perf_hooks';
import { MAX_SEND_MS, type BackendMessage, type LiveFrame, type TopicHead } from '../backend-port.js';
import type { Gap } from '../message.js';
import type { Position, RecentIds } from './catch-up.js';
import { HeardIds } from './heard-ids.js';

/** Live runs kept during one read of a catch-up. */
const MAX_NOTES = 64;

/** The last messages of a history that is gone. */
interface Former {
  readonly epoch: string;
  /** By id. */
  readonly offsets: ReadonlyMap<string, number>;
  /** When another history took its place, on the monotonic clock. */
  readonly endedAt: number;
}

/** What a live run of messages means for a feed. */
export type Verdict =
  /** Its messages from index `skip` on are next. */
  | { readonly kind: 'next'; readonly skip: number }
  | { readonly kind: 'known' }
  /** Something before it is missing, or it contradicts what was seen: only the history can tell. */
  | { readonly kind: 'unclear' };

const NEXT: Verdict = { kind: 'next', skip: 0 };
const KNOWN: Verdict = { kind: 'known' };
const UNCLEAR: Verdict = { kind: 'unclear' };

/** How far the live flow of one topic has come, for all subscriptions of the process that are up to date with it. */
export class TopicFeed implements RecentIds {
  #epoch: string;
  #offset: number;
  #heard: HeardIds;
  #former: Former | undefined;
  /** While a catch-up of the feed runs, what is heard of the topic is only noted. */
  isCatchingUp = false;
  #notes: (LiveFrame | TopicHead)[] = [];
  /** A live run under offsets that were seen did not go with what was seen, and the history has not told why. */
  isContradicted = false;
  /** The history, when it was last read, ended before the feed's offset: a fail-over took back what followed. */
  isShort = false;
  /** What was lost behind the feed's offset and is not reported yet. */
  lost: Gap | undefined;

  constructor(position: Position) {
    this.#epoch = position.epoch;
    this.#offset = position.offset;
    this.#heard = new HeardIds(position.offset, position.id);
  }

  get epoch(): string {
    return this.#epoch;
  }

  get offset(): number {
    return this.#offset;
  }

  get position(): Position {
    return { epoch: this.#epoch, offset: this.#offset, id: this.idAt(this.#offset), lost: this.lost };
  }

  get depth(): number {
    return this.#offset - this.#heard.floor;
  }

  idAt(offset: number): string | undefined {
    return this.#heard.at(offset);
  }

  heardUntil({ epoch, offset }: Position): ReadonlySet<string> {
    const heard = epoch === this.#epoch ? this.#heard.entries() : epoch === this.#former?.epoch ? this.#former.offsets : [];
    return new Set(Array.from(heard).flatMap(([id, at]) => (at <= offset ? [id] : [])));
  }

  /**
   * When the history began anew, if a message with this id was heard before that: its publisher got no answer, and sends it
   * again. Whoever came later has yet to hear it.
   */
  heardBefore(id: string): number | undefined {
    if (this.#former === undefined) return undefined;
    const { offsets, endedAt } = this.#former;
    if (performance.now() <= endedAt + MAX_SEND_MS) return offsets.has(id) ? endedAt : undefined;
    this.#former = undefined;
    return undefined;
  }

  /** Whether somebody at this position has had the same messages, and has nothing left to be told. */
  isAt({ epoch, offset, lost }: Position): boolean {
    return this.#epoch === epoch && this.#offset === offset && lost === undefined && this.lost === undefined;
  }

  /** Whether this head counts less than was seen: it is old news, or the history was rewound. */
  isAhead({ epoch, top }: TopicHead): boolean {
    return this.#epoch === epoch && this.#offset > top && this.lost === undefined;
  }

  /** Whether all of a run noted during a catch-up lies so far behind that its ids are forgotten: the history has told it. */
  isPast({ position, messages }: LiveFrame): boolean {
    return !this.isShort && position?.epoch === this.#epoch && position.firstOffset + messages.length - 1 <= this.#heard.floor;
  }

  /** Remembers what was heard during a catch-up. */
  note(heard: LiveFrame | TopicHead): void {
    // The newest are worth most: they are what the next read may not hold yet.
    if (this.#notes.length >= MAX_NOTES) this.#notes.shift();
    this.#notes.push(heard);
  }

  takeNotes(): readonly (LiveFrame | TopicHead)[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  judge(epoch: string, firstOffset: number, messages: readonly BackendMessage[]): Verdict {
    if (epoch !== this.#epoch || firstOffset > this.#offset + 1) return UNCLEAR;
    if (firstOffset === this.#offset + 1) return NEXT;
    const overlap = Math.min(messages.length, this.#offset + 1 - firstOffset);
    if (firstOffset + overlap - 1 <= this.#heard.floor) return this.#contradict();
    for (let index = Math.max(0, this.#heard.floor + 1 - firstOffset); index < overlap; index++) {
      // Another message under an offset we have seen: the history was rewound.
      if (this.idAt(firstOffset + index) !== messages[index]?.id) return this.#contradict();
    }
    return overlap === messages.length ? KNOWN : { kind: 'next', skip: overlap };
  }

  /** What comes next came together. */
  beginRun(): void {
    this.#heard.beginRun();
  }

  /** The message with this id is the next one. Returns what was lost before it, now reported with it. */
  advance(id: string): Gap | undefined {
    const { lost } = this;
    this.#offset++;
    this.#heard.add(id);
    this.lost = undefined;
    return lost;
  }

  /** The feed stands here now, whatever it knew before. */
  moveTo(position: Position): void {
    if (position.epoch !== this.#epoch) this.#former = { epoch: this.#epoch, offsets: new Map(this.#heard.entries()), endedAt: performance.now() };
    if (position.epoch === this.#epoch && position.offset === this.#offset + 1) this.#heard.add(position.id);
    else this.#heard = new HeardIds(position.offset, position.id);
    this.#epoch = position.epoch;
    this.#offset = position.offset;
    this.lost = position.lost;
    this.isContradicted = false;
  }

  #contradict(): Verdict {
    this.isContradicted = true;
    return UNCLEAR;
  }
}
