import type { Delivery } from './delivery.js';

/** Where the array is worth moving: below this, the taken places at its front cost less than the move. */
const COMPACT_AT = 64;

/** Deliveries in order, bounded by count and by bytes. Amortised O(1) at both ends; 8 bytes a place. */
export class BoundedQueue {
  readonly #maxLength: number;
  readonly #maxBytes: number;
  #items: (Delivery | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  constructor(maxLength: number, maxBytes: number) {
    this.#maxLength = maxLength;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get isFull(): boolean {
    return this.length >= this.#maxLength || this.#bytes >= this.#maxBytes;
  }

  /** At most half of either bound is used: time to read on. */
  get isLow(): boolean {
    return this.length * 2 <= this.#maxLength && this.#bytes * 2 <= this.#maxBytes;
  }

  /** How many more fit, by count. */
  get room(): number {
    return this.isFull ? 0 : this.#maxLength - this.length;
  }

  push(delivery: Delivery): void {
    this.#items.push(delivery);
    this.#bytes += delivery.bytes;
  }

  shift(): Delivery | undefined {
    const delivery = this.#items[this.#head];
    if (delivery === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    this.#bytes -= delivery.bytes;
    if (this.#head === this.#items.length) this.#reset();
    else if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) this.#compact();
    return delivery;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  *[Symbol.iterator](): IterableIterator<Delivery> {
    for (let index = this.#head; index < this.#items.length; index++) {
      const delivery = this.#items[index];
      if (delivery !== undefined) yield delivery;
    }
  }

  #reset(): void {
    // A burst's array is given back; a small one is used again.
    if (this.#items.length > COMPACT_AT) this.#items = [];
    else this.#items.length = 0;
    this.#head = 0;
  }

  #compact(): void {
    this.#items.copyWithin(0, this.#head);
    this.#items.length -= this.#head;
    this.#head = 0;
  }
}
