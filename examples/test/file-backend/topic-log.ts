import type { HistoryPolicy } from '@runwire/broker-core';
import type { BackendMessage, HistoryPage, TopicHead } from '@runwire/broker-core/backend';

/** The history of one topic: consecutive offsets, bounded by length and age. */
export class TopicLog {
  readonly topic: string;
  readonly epoch: string;
  #messages: BackendMessage[] = [];
  #top = 0;
  #ttlMs = 0;
  #lastAt = 0;

  constructor(topic: string, epoch: string) {
    this.topic = topic;
    this.epoch = epoch;
  }

  /** Returns the offset. */
  append(message: BackendMessage, { maxLength, ttlMs }: HistoryPolicy, now: number): number {
    this.#ttlMs = ttlMs;
    this.#lastAt = now;
    this.#messages.push(message);
    const expired = this.#messages.findIndex(({ timestamp }) => timestamp + ttlMs > now);
    const surplus = this.#messages.length - maxLength;
    this.#messages.splice(0, Math.max(expired, surplus, 0));
    return ++this.#top;
  }

  /** The head outlives its messages, so that a quiet topic does not look reset. */
  isOver(now: number): boolean {
    return now >= this.#lastAt + 2 * this.#ttlMs;
  }

  head(now: number): TopicHead {
    const { topic, epoch } = this;
    return { topic, epoch, oldest: this.#top - this.#readable(now).length + 1, top: this.#top };
  }

  read(from: number, limit: number, now: number): HistoryPage {
    const messages = this.#readable(now);
    const oldest = this.#top - messages.length + 1;
    const firstOffset = Math.min(Math.max(from, oldest), this.#top + 1);
    const index = firstOffset - oldest;
    return { topic: this.topic, epoch: this.epoch, oldest, top: this.#top, firstOffset, messages: messages.slice(index, index + limit) };
  }

  #readable(now: number): readonly BackendMessage[] {
    const first = this.#messages.findIndex(({ timestamp }) => timestamp + this.#ttlMs > now);
    return first === 0 ? this.#messages : first === -1 ? [] : this.#messages.slice(first);
  }
}
