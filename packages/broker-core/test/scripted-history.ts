import type { BackendMessage, BackendPort, HistoryPage, LiveFrame, TopicHead } from '../src/backend-port.js';

/** The history of one topic, as a test writes it: `append`, `trim`, `rewind`, `restart`. */
export class ScriptedHistory {
  readonly topic = 'log';
  epoch = 'first';
  reads = 0;
  /** When the next messages are published, milliseconds since the epoch. */
  now = 0;
  #messages: BackendMessage[] = [];
  #oldest = 1;
  isGone = false;

  get head(): TopicHead {
    return { topic: this.topic, epoch: this.epoch, oldest: this.#oldest, top: this.#messages.length };
  }

  /** Appends messages with these ids, and gives them as they would arrive live. */
  append(...ids: readonly string[]): LiveFrame {
    const frame = this.frame(this.#messages.length + 1, ids);
    this.#messages.push(...frame.messages);
    return frame;
  }

  frame(firstOffset: number, ids: readonly string[]): LiveFrame {
    return { topic: this.topic, messages: ids.map((id) => ({ id, data: id, timestamp: this.now, bytes: 10 })), position: { epoch: this.epoch, firstOffset } };
  }

  trim(oldest: number): void {
    this.#oldest = oldest;
  }

  /** A fail-over: what was behind `top` is lost. */
  rewind(top: number): void {
    this.#messages = this.#messages.slice(0, top);
    this.#oldest = Math.min(this.#oldest, top + 1);
  }

  /** A restart without persistence. */
  restart(epoch: string): void {
    [this.epoch, this.#messages, this.#oldest] = [epoch, [], 1];
  }

  /** The part of a backend that a catch-up uses. */
  get port(): BackendPort {
    return {
      name: 'scripted',
      read: (_topic: string, from: number, limit: number) => Promise.resolve(this.#read(from, limit)),
      heads: () => Promise.resolve(this.isGone ? [] : [this.head]),
      attach: () => Promise.resolve(),
      detach: () => Promise.resolve(),
    } as Partial<BackendPort> as BackendPort;
  }

  #read(from: number, limit: number): HistoryPage | undefined {
    this.reads++;
    if (this.isGone) return undefined;
    const firstOffset = Math.min(Math.max(from, this.#oldest), this.#messages.length + 1);
    return { ...this.head, firstOffset, messages: this.#messages.slice(firstOffset - 1, firstOffset - 1 + limit) };
  }
}
