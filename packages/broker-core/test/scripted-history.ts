import type { BackendMessage, BackendPort, HistoryPage, LiveFrame, TopicHead } from '../src/backend-port.js';

const message = (id: string): BackendMessage => ({ id, data: id, timestamp: 0, bytes: 10 });

/** The history of one topic, as a test writes it: `append`, `trim`, `rewind`, `restart`. */
export class ScriptedHistory {
  readonly topic = 'log';
  epoch = 'first';
  reads = 0;
  #ids: string[] = [];
  #oldest = 1;
  isGone = false;

  get head(): TopicHead {
    return { topic: this.topic, epoch: this.epoch, oldest: this.#oldest, top: this.#ids.length };
  }

  /** Appends messages with these ids, and gives them as they would arrive live. */
  append(...ids: readonly string[]): LiveFrame {
    this.#ids.push(...ids);
    return this.frame(this.#ids.length - ids.length + 1, ids);
  }

  frame(firstOffset: number, ids: readonly string[]): LiveFrame {
    return { topic: this.topic, messages: ids.map(message), position: { epoch: this.epoch, firstOffset } };
  }

  trim(oldest: number): void {
    this.#oldest = oldest;
  }

  /** A fail-over: what was behind `top` is lost. */
  rewind(top: number): void {
    this.#ids = this.#ids.slice(0, top);
    this.#oldest = Math.min(this.#oldest, top + 1);
  }

  /** A restart without persistence. */
  restart(epoch: string): void {
    [this.epoch, this.#ids, this.#oldest] = [epoch, [], 1];
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
    const firstOffset = Math.min(Math.max(from, this.#oldest), this.#ids.length + 1);
    return { ...this.head, firstOffset, messages: this.#ids.slice(firstOffset - 1, firstOffset - 1 + limit).map(message) };
  }
}
