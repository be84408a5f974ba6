import type { Receipt, StateWrite } from '@runwire/broker-core';
import {
  copyJson,
  isLiteral,
  type BackendHealth,
  type BackendMessage,
  type BackendPort,
  type HistoryPage,
  type LiveSink,
  type OutgoingMessage,
  type StateOutcome,
  type TopicHead,
} from '@runwire/broker-core/backend';
import { AddressIndex } from './address-index.js';
import { createClock, type Clock } from './clock.js';
import { ExpiryWheel } from './expiry-wheel.js';
import { MemoryStore, type CheckedWrite } from './memory-store.js';
import { RecentReceipts } from './recent-receipts.js';
import { TopicLog } from './topic-log.js';

/** The limits the broker above has settled on, and the clock. */
export interface MemoryBackendOptions {
  readonly maxMessageBytes: number;
  readonly idempotencyMs: number;
  /** What lives and what has expired. Default `performance.now`. */
  readonly now?: Clock;
}

const NO_WRITES: readonly CheckedWrite[] = [];

/** Milliseconds between looks at what has expired. */
const SWEEP_MS = 1_000;

/** Everything in RAM, every operation one synchronous step. */
export class MemoryBackend implements BackendPort {
  readonly name = 'memory';
  readonly #options: MemoryBackendOptions;
  readonly #now: Clock;
  readonly #store: MemoryStore;
  readonly #receipts: RecentReceipts;
  /** By topic. */
  protected readonly logs = new Map<string, TopicLog>();
  readonly #topics = new AddressIndex('.');
  readonly #wheel = new ExpiryWheel();
  #sink: LiveSink | undefined;
  #sweep: ReturnType<typeof setInterval> | undefined;

  constructor(options: MemoryBackendOptions) {
    this.#options = options;
    this.#now = options.now ?? createClock();
    this.#store = new MemoryStore(options.maxMessageBytes);
    this.#receipts = new RecentReceipts(options.idempotencyMs);
  }

  bind(sink: LiveSink): void {
    this.#sink = sink;
    sink.status({ kind: 'ready' });
  }

  append(outgoing: OutgoingMessage): Receipt {
    const { topic, id, idempotent, save } = outgoing;
    const timestamp = Date.now();
    const now = save.length === 0 ? this.#now(timestamp) : this.#now();
    const { value: data, bytes } = copyJson(outgoing.data, this.#options.maxMessageBytes);
    const writes = save.length === 0 ? NO_WRITES : save.map((write) => this.#store.check(write));
    const known = idempotent ? this.#receipts.find(topic, id, now) : undefined;
    if (known !== undefined) return { ...known, duplicate: true };
    this.#store.assertConditions(writes, now);
    for (const write of writes) this.#store.write(write, now);
    const receipt = this.#take({ id, data, timestamp, bytes }, outgoing, now);
    if (idempotent) this.#receipts.add(receipt, now);
    this.#startSweep();
    return receipt;
  }

  attach(): Promise<void> {
    return Promise.resolve();
  }

  detach(): Promise<void> {
    return Promise.resolve();
  }

  heads(pattern: string): Promise<readonly TopicHead[]> {
    const now = this.#now();
    const topics = isLiteral(pattern) ? [pattern] : this.#topics.list(pattern);
    const logs = topics.map((topic) => this.#log(topic, now)).filter((log) => log !== undefined);
    return Promise.resolve(logs.map((log) => log.head(now)));
  }

  read(topic: string, from: number, limit: number): Promise<HistoryPage | undefined> {
    const now = this.#now();
    return Promise.resolve(this.#log(topic, now)?.read(from, limit, now));
  }

  readState(keys: readonly string[]): Promise<readonly unknown[]> {
    const now = this.#now();
    return Promise.resolve(keys.map((key) => this.#store.get(key, now)));
  }

  writeState(write: StateWrite): Promise<StateOutcome> {
    const outcome = this.#store.write(this.#store.check(write), this.#now());
    this.#startSweep();
    return Promise.resolve(outcome);
  }

  async *keys(pattern: string): AsyncIterable<string> {
    yield* await Promise.resolve(this.#store.keys(pattern, this.#now()));
  }

  health(): Promise<BackendHealth> {
    return Promise.resolve({
      commands: { status: 'healthy', detail: 'State and history are in the memory of this process.' },
      delivery: { status: 'healthy', detail: 'Messages are handed over within this process; there is no path that could break.' },
    });
  }

  close(): Promise<void> {
    clearInterval(this.#sweep);
    this.logs.clear();
    return Promise.resolve();
  }

  /** Frees what has expired; happens by itself once a second. */
  sweep(): void {
    const now = this.#now();
    this.#store.expire(now);
    this.#receipts.expire(now);
    for (const topic of this.#wheel.takeDue(now)) {
      const log = this.#log(topic, now);
      if (log !== undefined) this.#wheel.add(topic, log.dueAt(now));
    }
    if (!this.#wheel.isEmpty || !this.#receipts.isEmpty || this.#store.isExpiring) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  /** Into the history, then to the subscribers: whoever reads on from a live message finds it. */
  #take(message: BackendMessage, { topic, history }: OutgoingMessage, at: number): Receipt {
    const { id, timestamp } = message;
    if (history === false) {
      this.#sink?.deliver({ topic, messages: [message] });
      return { id, topic, timestamp, duplicate: false };
    }
    const log = this.#log(topic, at) ?? this.#begin(topic, at, history.ttlMs);
    log.policy = history;
    const offset = log.append(message, at);
    this.#sink?.deliver({ topic, messages: [message], position: { epoch: log.epoch, firstOffset: offset } });
    return { id, topic, timestamp, offset, duplicate: false };
  }

  #log(topic: string, now: number): TopicLog | undefined {
    const log = this.logs.get(topic);
    if (log?.expire(now) !== true) return log;
    this.#forget(topic);
    return undefined;
  }

  #begin(topic: string, now: number, ttlMs: number): TopicLog {
    const log = new TopicLog(topic);
    this.logs.set(topic, log);
    this.#topics.add(topic);
    this.#wheel.add(topic, now + ttlMs);
    return log;
  }

  #forget(topic: string): void {
    this.logs.delete(topic);
    this.#topics.delete(topic);
    this.#sink?.forget([topic]);
  }

  #startSweep(): void {
    if (this.#sweep !== undefined) return;
    this.#sweep = setInterval(() => {
      this.sweep();
    }, SWEEP_MS);
    this.#sweep.unref();
  }
}
