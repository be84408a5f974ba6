import type { BackendMessage, HistoryPage } from '@runwire/broker-core/backend';
import { isBroken, type BrokenMessage, type DecodedMessage } from './wire-format.js';

/** Gathers the messages of a page: a run without a hole, of what can be read. */
export class PageBuilder {
  readonly messages: BackendMessage[] = [];
  readonly #limit: number;
  readonly #onBroken: (broken: BrokenMessage) => void;
  #firstOffset: number;
  #hole: HistoryPage['hole'];

  /** @param from first offset wanted · @param limit messages wanted · @param onBroken hears of what cannot be read before the first message */
  constructor(from: number, limit: number, onBroken: (broken: BrokenMessage) => void) {
    this.#firstOffset = from;
    this.#limit = limit;
    this.#onBroken = onBroken;
  }

  /** The offset of the first message. */
  get firstOffset(): number {
    return this.#firstOffset;
  }

  /** Why the messages do not begin where they were wanted, if it is for an entry that is not there. */
  get hole(): HistoryPage['hole'] {
    return this.#hole;
  }

  /** Which messages of an entry that begins at an offset may be added, by their index. */
  wantedOf(first: number): { readonly from: number; readonly to: number } {
    const from = Math.max(0, this.#firstOffset + this.messages.length - first);
    return { from, to: from + this.#limit - this.messages.length };
  }

  /** Adds what an entry holds, from an offset on. `false`: the page ends here, before a hole or a message that cannot be read. */
  add(first: number, decoded: readonly DecodedMessage[]): boolean {
    const expected = this.#firstOffset + this.messages.length;
    if (first > expected && this.messages.length > 0) return false;
    if (first > expected) [this.#firstOffset, this.#hole] = [first, 'rewound'];
    for (let index = Math.max(0, expected - first); index < decoded.length; index++) {
      if (this.messages.length === this.#limit) return false;
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
