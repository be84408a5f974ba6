import type { Message } from '../message.js';
import type { Delivery } from './delivery.js';

/** Messages of a run, and bytes after which it takes no more: what was taken of it stays in memory until the rest is. */
const [MAX_LENGTH, MAX_BYTES] = [256, 1024 * 1024];

/** Who adds to a run, and need not keep one that is over. */
interface RunSource {
  run: Run | undefined;
}

/**
 * Consecutive messages of one topic, queued by reference in every subscription that takes all of them. While it is open,
 * the topic's next message is added to it: once for all, without a look at any of the queues.
 */
export class Run {
  readonly #source: RunSource | undefined;
  /** Of the topic's history; absent when the messages are not retained. */
  readonly epoch: string | undefined;
  readonly messages: Message[];
  hasGaps: boolean;
  #bytes: number;
  /** Bytes up to the end of each message; made when there are two. */
  #ends: number[] | undefined;
  #maxLength = MAX_LENGTH;
  #maxBytes = MAX_BYTES;

  /** @param source where it is added to, if anywhere else than in a queue */
  constructor({ message, epoch, bytes }: Delivery, source?: RunSource) {
    this.#source = source;
    this.epoch = epoch;
    this.messages = [message];
    this.hasGaps = message.gap !== undefined;
    this.#bytes = bytes;
  }

  get length(): number {
    return this.messages.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a message. `false`: the run is over. */
  add({ message, epoch, bytes }: Delivery): boolean {
    if (this.messages.length >= this.#maxLength || this.#bytes >= this.#maxBytes || epoch !== this.epoch) return false;
    this.messages.push(message);
    if (message.gap !== undefined) this.hasGaps = true;
    (this.#ends ??= [this.#bytes]).push((this.#bytes += bytes));
    return true;
  }

  /** Takes no more when it has so many messages or bytes. */
  limit(maxLength: number, maxBytes: number): void {
    if (maxLength < this.#maxLength) this.#maxLength = maxLength;
    if (maxBytes < this.#maxBytes) this.#maxBytes = maxBytes;
  }

  /** Nothing is added any more: of what comes next, every queue is told. */
  end(): void {
    this.#maxLength = 0;
    if (this.#source?.run === this) this.#source.run = undefined;
  }

  get isOver(): boolean {
    return this.messages.length >= this.#maxLength;
  }

  /** Bytes of the messages before this one. */
  bytesBefore(index: number): number {
    if (index === 0) return 0;
    return this.#ends?.[index - 1] ?? this.#bytes;
  }

  at(index: number): Delivery | undefined {
    const message = this.messages[index];
    return message === undefined ? undefined : { message, epoch: this.epoch, bytes: this.bytesBefore(index + 1) - this.bytesBefore(index) };
  }
}
