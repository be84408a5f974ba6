import type { BackendMessage } from '@runwire/broker-core/backend';
import { isBroken, type BrokenMessage, type DecodedMessage } from './wire-format.js';

/** Gathers the messages of a page: a run without a hole, of what can be read. */
export class PageBuilder {
  readonly messages: BackendMessage[] = [];
  readonly #end: number;
  readonly #onBroken: (broken: BrokenMessage) => void;
  #firstOffset: number;

  /** @param from first offset wanted · @param end the one behind the last · @param onBroken hears of what cannot be read before the first message */
  constructor(from: number, end: number, onBroken: (broken: BrokenMessage) => void) {
    this.#firstOffset = from;
    this.#end = end;
    this.#onBroken = onBroken;
  }

  /** The offset of the first message. */
  get firstOffset(): number {
    return this.#firstOffset;
  }

  /** Adds what an entry holds, from an offset on. `false`: the page ends here, before a hole or a message that cannot be read. */
  add(first: number, decoded: readonly DecodedMessage[]): boolean {
    const expected = this.#firstOffset + this.messages.length;
    if (first > expected && this.messages.length > 0) return false;
    if (first > expected) this.#firstOffset = first;
    const skipped = Math.max(0, expected - first);
    const end = Math.min(decoded.length, this.#end - first);
    for (let index = skipped; index < end; index++) {
      const message = decoded[index];
      if (message === undefined) continue;
      if (!isBroken(message)) this.messages.push(message);
      else if (this.messages.length > 0) return false;
      else {
        this.#onBroken(message);
        this.#firstOffset = first + index + 1;
      }
    }
    return true;
  }
}
