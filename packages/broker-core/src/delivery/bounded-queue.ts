import type { Delivery } from './delivery.js';

/** Places of the first ring, a power of two. */
const FIRST = 16;
/** A ring with more places than this is given back when it is empty: it was a burst's. */
const KEPT = 256;

/** The ring of all queues that have held nothing yet: it has no place, so nobody writes to it. */
const NO_RING: (Delivery | undefined)[] = [];

/** Deliveries in order, bounded by count and by bytes: a ring that doubles. O(1) at both ends; 8 to 16 bytes a delivery. */
export class BoundedQueue {
  readonly #maxLength: number;
  readonly #maxBytes: number;
  /** Its length is zero or a power of two; `#head` and the `#length - 1` places behind it, modulo that, are taken. */
  #ring = NO_RING;
  #head = 0;
  #length = 0;
  #bytes = 0;

  constructor(maxLength: number, maxBytes: number) {
    this.#maxLength = maxLength;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length >= this.#maxLength || this.#bytes >= this.#maxBytes;
  }

  /** At most half of either bound is used: time to read on. */
  get isLow(): boolean {
    return this.#length * 2 <= this.#maxLength && this.#bytes * 2 <= this.#maxBytes;
  }

  /** How many more fit, by count. */
  get room(): number {
    return this.isFull ? 0 : this.#maxLength - this.#length;
  }

  push(delivery: Delivery): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = delivery;
    this.#length++;
    this.#bytes += delivery.bytes;
  }

  shift(): Delivery | undefined {
    if (this.#length === 0) return undefined;
    const delivery = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    if (delivery !== undefined) this.#bytes -= delivery.bytes;
    if (this.#length === 0 && this.#ring.length > KEPT) this.clear();
    return delivery;
  }

  /** The next ones, at most `max`, in one pass: what `map` makes of each. */
  shiftMany<T>(max: number, map: (delivery: Delivery) => T): T[] {
    const count = Math.min(max, this.#length);
    const ring = this.#ring;
    const mask = ring.length - 1;
    const taken = new Array<T>(count);
    let bytes = 0;
    for (let index = 0; index < count; index++) {
      const place = (this.#head + index) & mask;
      const delivery = ring[place];
      // Never: every place within the length is taken.
      if (delivery === undefined) break;
      ring[place] = undefined;
      bytes += delivery.bytes;
      taken[index] = map(delivery);
    }
    this.#bytes -= bytes;
    this.#head = (this.#head + count) & mask;
    this.#length -= count;
    if (this.#length === 0 && this.#ring.length > KEPT) this.clear();
    return taken;
  }

  clear(): void {
    this.#ring = NO_RING;
    this.#head = 0;
    this.#length = 0;
    this.#bytes = 0;
  }

  *[Symbol.iterator](): IterableIterator<Delivery> {
    for (let index = 0; index < this.#length; index++) {
      const delivery = this.#ring[(this.#head + index) & (this.#ring.length - 1)];
      if (delivery !== undefined) yield delivery;
    }
  }

  /** Unrolls the full ring into one of twice the size. */
  #grow(): void {
    const grown = new Array<Delivery | undefined>(Math.max(FIRST, this.#ring.length * 2));
    for (let index = 0; index < this.#length; index++) grown[index] = this.#ring[(this.#head + index) & (this.#ring.length - 1)];
    this.#ring = grown;
    this.#head = 0;
  }
}
