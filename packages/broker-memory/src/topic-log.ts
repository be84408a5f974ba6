import { createEpoch, type BackendMessage, type HistoryPage, type TopicHead } from '@runwire/broker-core/backend';
import type { HistoryPolicy } from '@runwire/broker-core';

/** A message as the history keeps it. */
export interface Entry extends BackendMessage {
  /** When it was appended, on the monotonic clock, milliseconds. */
  readonly at: number;
}

/** Stands where an entry was dropped, so that what it held is free at once. */
const GONE: Entry = { id: '', data: null, timestamp: 0, bytes: 0, at: 0 };

/** Places taken at the front before the array is worth moving. */
const COMPACT_AT = 64;

/** The history of one topic: consecutive offsets, bounded by length (at once) and age (when looked at). */
export class TopicLog {
  readonly topic: string;
  readonly epoch = createEpoch();
  #entries: Entry[] = [];
  /** Index in #entries of the oldest readable entry; those before it are gone. */
  #first = 0;
  #top = 0;
  #ttlMs = 0;
  #lastAt = 0;

  constructor(topic: string) {
    this.topic = topic;
  }

  /** Appends, and returns the offset. The policy holds for the whole topic from now on. */
  append(entry: Entry, policy: HistoryPolicy): number {
    this.#entries.push(entry);
    this.#ttlMs = policy.ttlMs;
    this.#lastAt = entry.at;
    this.#top++;
    while (this.#length > policy.maxLength) this.#dropFirst();
    this.#dropOld(entry.at);
    return this.#top;
  }

  /** When there is something to free next: the last entry, then the head itself; monotonic milliseconds. */
  dueAt(now: number): number {
    const entriesEnd = this.#lastAt + this.#ttlMs;
    return now < entriesEnd ? entriesEnd : this.#lastAt + 2 * this.#ttlMs;
  }

  /** Frees what is too old. `true`: the head's time is over too, and the topic may be forgotten. */
  expire(now: number): boolean {
    this.#dropOld(now);
    return now >= this.#lastAt + 2 * this.#ttlMs;
  }

  head(now: number): TopicHead {
    this.#dropOld(now);
    const { topic, epoch } = this;
    return { topic, epoch, oldest: this.#top - this.#length + 1, top: this.#top };
  }

  read(from: number, limit: number, now: number): HistoryPage {
    const head = this.head(now);
    const firstOffset = Math.min(Math.max(from, head.oldest), head.top + 1);
    const index = this.#first + firstOffset - head.oldest;
    return { ...head, firstOffset, messages: this.#entries.slice(index, index + limit) };
  }

  get #length(): number {
    return this.#entries.length - this.#first;
  }

  #dropOld(now: number): void {
    for (let entry = this.#entries[this.#first]; entry !== undefined && now >= entry.at + this.#ttlMs; entry = this.#entries[this.#first]) {
      this.#dropFirst();
    }
    if (this.#length === 0 && this.#entries.length > 0) {
      this.#entries = [];
      this.#first = 0;
    }
  }

  #dropFirst(): void {
    this.#entries[this.#first++] = GONE;
    if (this.#first < COMPACT_AT || this.#first * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}
