import type { BackendHealth, BackendPort, HistoryPage, LiveSink, OutgoingMessage, StateOutcome, TopicHead } from '@runwire/broker-core/backend';
import type { Receipt, StateWrite } from '@runwire/broker-core';
import type { MemoryBackendOptions } from '../src/memory-backend.js';
import { RewindableBackend } from './rewindable-backend.js';

/** How long a call to the backend takes: awaited before and after it. */
export type Latency = () => Promise<void>;

/** The memory backend behind a path that can be cut, slowed, and emptied as a restarted server is. */
export class FaultyBackend implements BackendPort {
  readonly name = 'memory';
  readonly #options: MemoryBackendOptions;
  readonly #latency: Latency;
  #backend: RewindableBackend;
  #sink: LiveSink | undefined;
  #isCut = false;

  constructor(options: MemoryBackendOptions, latency: Latency = () => Promise.resolve()) {
    this.#options = options;
    this.#latency = latency;
    this.#backend = new RewindableBackend(options);
  }

  bind(sink: LiveSink): void {
    this.#sink = sink;
    this.#bindBackend(sink);
  }

  /** Cuts the live path while `meanwhile` runs, then catches up. */
  async interrupt(meanwhile: () => Promise<void>): Promise<void> {
    this.#isCut = true;
    try {
      await meanwhile();
    } finally {
      this.#isCut = false;
      void this.#sink?.resync();
    }
  }

  /** Everything is forgotten, as by a server that was restarted empty. */
  async restartEmpty(): Promise<void> {
    await this.#backend.close();
    this.#backend = new RewindableBackend(this.#options);
    if (this.#sink !== undefined) this.#bindBackend(this.#sink);
    if (!this.#isCut) await this.#sink?.resync();
  }

  /** The newest messages of a topic are forgotten, and nobody is told. */
  rewind(topic: string, messages: number): void {
    this.#backend.rewind(topic, messages);
  }

  append(message: OutgoingMessage): Receipt {
    return this.#backend.append(message);
  }

  attach(): Promise<void> {
    return this.#latency();
  }

  detach(): Promise<void> {
    return this.#latency();
  }

  heads(pattern: string): Promise<readonly TopicHead[]> {
    return this.#slowly(() => this.#backend.heads(pattern));
  }

  read(topic: string, from: number, limit: number): Promise<HistoryPage | undefined> {
    return this.#slowly(() => this.#backend.read(topic, from, limit));
  }

  readState(keys: readonly string[]): Promise<readonly unknown[]> {
    return this.#slowly(() => this.#backend.readState(keys));
  }

  async writeState(write: StateWrite): Promise<StateOutcome> {
    const outcome = await this.#backend.writeState(write);
    await this.#latency();
    return outcome;
  }

  keys(pattern: string): AsyncIterable<string> {
    return this.#backend.keys(pattern);
  }

  async health(): Promise<BackendHealth> {
    const health = await this.#backend.health();
    return this.#isCut ? { ...health, delivery: { status: 'unhealthy', detail: 'The probe did not come back; the path is cut.' } } : health;
  }

  close(): Promise<void> {
    return this.#backend.close();
  }

  #bindBackend(sink: LiveSink): void {
    this.#backend.bind({
      ...sink,
      deliver: (frame) => {
        if (!this.#isCut) sink.deliver(frame);
      },
    });
  }

  async #slowly<T>(call: () => Promise<T>): Promise<T> {
    await this.#latency();
    const answer = await call();
    await this.#latency();
    return answer;
  }
}
