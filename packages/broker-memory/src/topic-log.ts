import { createEpoch, type BackendMessage, type HistoryPage, type TopicHead } from '@runwire/broker-core/backend';
import type { HistoryPolicy } from '@runwire/broker-core';

/** Stands where a message was dropped, so that what it held is free at once. */
const GONE: BackendMessage = { id: '', data: null, timestamp: 0, bytes: 0 };

/** Places taken at the front before the arrays are worth moving. */
const COMPACT_AT = 64;

/** The history of one topic: consecutive offsets, bounded by length (at once) and age (when looked at). */
export class TopicLog {
  readonly topic: string;
  readonly epoch: string;
  #messages: BackendMessage[] = [];
  /** When each was appended, on the monotonic clock, milliseconds. Apart, so that looking for old ones touches no message. */
  #times: number[] = [];
  /** Index of the oldest readable message; those before it are gone. */
  #first = 0;
  #top = 0;
  #maxLength = 0;
  #ttlMs = 0;
  #lastAt = 0;

  /** @param after goes on with this history behind this offset; without, one begins */
  constructor(topic: string, after?: { readonly epoch: string; readonly offset: number }) {
    this.topic = topic;
    this.epoch = after?.epoch ?? createEpoch();
    this.#top = after?.offset ?? 0;
  }

  /** How much is kept from now on: holds for the whole topic. */
  set policy({ maxLength, ttlMs }: HistoryPolicy) {
    this.#maxLength = maxLength;
    this.#ttlMs = ttlMs;
  }

  /** Appends what was taken `at` this time, and returns the offset. */
  append(message: BackendMessage, at: number): number {
    this.#messages.push(message);
    this.#times.push(at);
    this.#lastAt = at;
    this.#top++;
    while (this.#length > this.#maxLength) this.#dropFirst();
    this.#dropOld(at);
    return this.#top;
  }

  /** When there is something to free next: the last message, then the head itself; monotonic milliseconds. */
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
    return { ...head, firstOffset, messages: this.#messages.slice(index, index + limit) };
  }

  get #length(): number {
    return this.#messages.length - this.#first;
  }

  #dropOld(now: number): void {
    for (let at = this.#times[this.#first]; at !== undefined && now >= at + this.#ttlMs; at = this.#times[this.#first]) this.#dropFirst();
    if (this.#length === 0 && this.#messages.length > 0) this.#move();
  }

  #dropFirst(): void {
    this.#messages[this.#first++] = GONE;
    if (this.#first >= COMPACT_AT && this.#first * 2 >= this.#messages.length) this.#move();
  }

  /** Gives the places of what is gone back. */
  #move(): void {
    this.#messages = this.#messages.slice(this.#first);
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}
