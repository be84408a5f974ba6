import type { Message } from '../message.js';
import type { Delivery } from './delivery.js';
import { Run } from './run.js';

/** Runs taken at the front of the list before it is worth moving. */
const COMPACT_AT = 64;

/** Deliveries in order, bounded by count and by bytes: a list of runs, which it shares with other queues. O(1) at both ends. */
export class BoundedQueue {
  readonly #maxLength: number;
  readonly #maxBytes: number;
  /** The run that is taken from, and how many of it were taken. */
  #first: Run | undefined;
  #taken = 0;
  /** The runs behind it, from index `#next` on. */
  #later: (Run | undefined)[] | undefined;
  #next = 0;
  /** The last run, which may still grow, and what all before it hold. */
  #last: Run | undefined;
  #lengthBefore = 0;
  #bytesBefore = 0;
  /** The run that was made here and is in no other queue. */
  #own: Run | undefined;

  constructor(maxLength: number, maxBytes: number) {
    this.#maxLength = maxLength;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#last === undefined ? 0 : this.#lengthBefore + this.#last.length - this.#taken;
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

  /** Whether no message of the run that is taken from has a gap. */
  get isPlain(): boolean {
    return this.#first?.hasGaps !== true;
  }

  push(delivery: Delivery): void {
    if (this.#own !== undefined && this.#own === this.#last && this.#own.add(delivery)) return;
    const run = new Run(delivery);
    this.#append(run);
    this.#own = run;
  }

  /** Takes all of the run, and what is added to it while there is room. `false`: it does not fit, and nothing is taken. */
  link(run: Run): boolean {
    const length = this.length + run.length;
    const bytes = this.#bytes;
    const isFitting = length <= this.#maxLength && (run.length === 1 ? bytes < this.#maxBytes : bytes + run.bytes <= this.#maxBytes);
    if (!isFitting) return false;
    this.#append(run);
    run.limit(this.#maxLength - length + run.length, this.#maxBytes - bytes);
    return true;
  }

  /** What comes next is pushed or linked: it is not just added to the last run. */
  endRun(): void {
    if (this.#last === undefined) return;
    if (this.length === 0) this.clear();
    else this.#last.end();
  }

  shift(): Message | undefined {
    const message = this.#first?.messages[this.#taken];
    if (message !== undefined) this.#skip(1);
    return message;
  }

  /** As `shift`, with what the engine knows of the message. */
  shiftDelivery(): Delivery | undefined {
    const delivery = this.#first?.at(this.#taken);
    if (delivery !== undefined) this.#skip(1);
    return delivery;
  }

  /** The next messages of the first run, at most `max`. */
  shiftOfRun(max: number): Message[] {
    const many = this.#first?.messages.slice(this.#taken, this.#taken + max) ?? [];
    this.#skip(many.length);
    return many;
  }

  clear(): void {
    this.#last?.end();
    this.#first = undefined;
    this.#last = undefined;
    this.#own = undefined;
    this.#later = undefined;
    this.#taken = this.#next = this.#lengthBefore = this.#bytesBefore = 0;
  }

  *[Symbol.iterator](): IterableIterator<Delivery> {
    let taken = this.#taken;
    for (const run of [this.#first, ...(this.#later ?? [])]) {
      for (let delivery = run?.at(taken); delivery !== undefined; delivery = run?.at(taken)) {
        yield delivery;
        taken++;
      }
      if (run !== undefined) taken = 0;
    }
  }

  get #bytes(): number {
    if (this.#first === undefined || this.#last === undefined) return 0;
    return this.#bytesBefore + this.#last.bytes - this.#first.bytesBefore(this.#taken);
  }

  #append(run: Run): void {
    this.endRun();
    this.#own = undefined;
    if (this.#last === undefined) this.#first = run;
    else {
      this.#lengthBefore += this.#last.length;
      this.#bytesBefore += this.#last.bytes;
      (this.#later ??= []).push(run);
    }
    this.#last = run;
  }

  /** So many of the first run are taken. */
  #skip(count: number): void {
    this.#taken += count;
    if (this.#first !== undefined && this.#taken === this.#first.length) this.#nextRun(this.#first);
  }

  #nextRun(taken: Run): void {
    if (this.#later === undefined) {
      // One that is not over may go on.
      if (taken.isOver) this.clear();
      return;
    }
    this.#lengthBefore -= taken.length;
    this.#bytesBefore -= taken.bytes;
    this.#first = this.#later[this.#next];
    this.#taken = 0;
    this.#later[this.#next++] = undefined;
    if (this.#next === this.#later.length) this.#later = undefined;
    else if (this.#next >= COMPACT_AT && this.#next * 2 >= this.#later.length) this.#later = this.#later.slice(this.#next);
    else return;
    this.#next = 0;
  }
}
