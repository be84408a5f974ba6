import { isBasedOn, isSamePolicy, mayRepeat, type Pending } from './pending.js';

/**
 * Messages and characters of one batch at most (one larger message is a batch of its own). A batch is one stream entry: what a
 * reader fetches, and the history trims, at once. Larger ones are slower: Lua is bad at long texts.
 */
const MAX_MESSAGES = 128;
const MAX_LENGTH = 32 * 1024;

/** Places taken at the front before the array is worth moving. */
const COMPACT_AT = 1_024;

/** What waits to be sent to one topic, in order. */
export class TopicQueue {
  #waiting: Pending[] = [];
  #first = 0;

  get first(): Pending | undefined {
    return this.#waiting[this.#first];
  }

  add(pending: Pending): void {
    this.#waiting.push(pending);
  }

  /** Puts back what has to be sent again, before all others. */
  putBack(pending: readonly Pending[]): void {
    this.#waiting = [...pending, ...this.#waiting.slice(this.#first)];
    this.#first = 0;
  }

  shift(): Pending | undefined {
    const pending = this.first;
    if (pending !== undefined) this.#advance(1);
    return pending;
  }

  /** Takes what can go as one batch: messages of one history policy, up to the limits. */
  takeBatch(): readonly Pending[] {
    const { first } = this;
    if (first === undefined) return [];
    let end = this.#first;
    let length = 0;
    for (let next = this.first; next !== undefined; next = this.#waiting[end]) {
      length += next.message.line.length;
      if (end > this.#first && (length > MAX_LENGTH || end - this.#first >= MAX_MESSAGES || !isSamePolicy(next.message.history, first.message.history))) break;
      end++;
      const behind = this.#waiting[end];
      if (mayRepeat(next) && (behind === undefined || !isBasedOn(behind, next))) break;
    }
    const batch = this.#waiting.slice(this.#first, end);
    this.#advance(batch.length);
    return batch;
  }

  #advance(count: number): void {
    this.#first += count;
    if (this.#first === this.#waiting.length) this.#waiting = [];
    else if (this.#first < COMPACT_AT || this.#first * 2 < this.#waiting.length) return;
    else this.#waiting = this.#waiting.slice(this.#first);
    this.#first = 0;
  }
}
