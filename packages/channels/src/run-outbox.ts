import { performance } from 'node:perf_hooks';
import { ClosedError, type Receipt } from '@runwire/broker-core';
import { metricsUpdate, type MetricsUpdateEvent, type TrainingEvent } from '@runwire/events';
import { patiently } from './patience.js';
import type { EventPlace } from './training-publisher.js';

/** Logs or metrics that are sent at once. Only consecutive ones: what comes after them waits. */
const BATCH = 32;

export interface RunOutboxOptions {
  readonly publish: (event: TrainingEvent, place: EventPlace) => Promise<Receipt>;
  readonly nextEventId: () => string;
  /** Events that wait for the broker at most, from 1; see {@link RunOutbox}. */
  readonly maxPending: number;
}

interface Pending {
  readonly event: TrainingEvent;
  readonly id: string;
  readonly happened: number;
  readonly resolve: (receipt: Receipt | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The events of a run on their way to the broker: in order, tried again until they are taken, each taken once. While the
 * broker cannot be reached they wait. Of progress only the latest waits. When `maxPending` wait, metrics are merged with
 * the last ones that wait, and the oldest log line is dropped and counted; status and errors are never dropped.
 */
export class RunOutbox {
  readonly #options: RunOutboxOptions;
  readonly #pending: Pending[] = [];
  readonly #unanswered = new Set<Pending>();
  #sending: Promise<void> | undefined;
  #isAbandoned = false;
  #droppedLogs = 0;

  constructor(options: RunOutboxOptions) {
    this.#options = options;
  }

  /** Log lines dropped because too much waited. */
  get droppedLogs(): number {
    return this.#droppedLogs;
  }

  /** Resolves when the broker has taken the event; with `undefined` when a later one took its place, or it was dropped. Rejects when it is refused. */
  send(event: TrainingEvent): Promise<Receipt | undefined> {
    if (this.#isAbandoned) return Promise.reject(new ClosedError('The run'));
    return new Promise((resolve, reject) => {
      const merged = this.#makeRoom(event);
      this.#pending.push({ event: merged, id: this.#options.nextEventId(), happened: performance.now(), resolve, reject });
      this.#sending ??= this.#sendAll();
    });
  }

  /** Resolves when nothing waits any more. */
  async flushed(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  /** Gives up on what waits and what has no answer yet; it rejects. Returns how much that is. */
  abandon(): number {
    this.#isAbandoned = true;
    const left = [...this.#unanswered, ...this.#pending.splice(0)];
    for (const { reject } of left) reject(new ClosedError('The run'));
    return left.length;
  }

  async #sendAll(): Promise<void> {
    while (this.#pending.length > 0) await Promise.all(this.#takeBatch().map((pending) => this.#deliver(pending)));
    this.#sending = undefined;
  }

  #takeBatch(): Pending[] {
    const type = this.#pending[0]?.event.type;
    const isMany = type === 'log' || type === 'metrics';
    const end = this.#pending.findIndex(({ event }) => event.type !== type);
    return this.#pending.splice(0, isMany ? Math.min(BATCH, end === -1 ? BATCH : end) : 1);
  }

  async #deliver(pending: Pending): Promise<void> {
    const { event, id, happened, resolve, reject } = pending;
    this.#unanswered.add(pending);
    try {
      resolve(await patiently(() => this.#options.publish(event, { id, happened }), () => !this.#isAbandoned));
    } catch (error) {
      reject(error);
    } finally {
      this.#unanswered.delete(pending);
    }
  }

  /** The event, merged with what it replaces. */
  #makeRoom(event: TrainingEvent): TrainingEvent {
    if (event.type === 'progress') this.#remove((other) => other.type === 'progress');
    if (this.#pending.length < this.#options.maxPending) return event;
    if (event.type === 'metrics') {
      const before = this.#removeLastMetrics();
      if (before !== undefined) return metricsUpdate({ ...event, metrics: { ...before.metrics, ...event.metrics }, step: event.step ?? before.step });
    }
    if (this.#remove((other) => other.type === 'log')) this.#droppedLogs++;
    return event;
  }

  #removeLastMetrics(): MetricsUpdateEvent | undefined {
    const last = this.#pending.findLast(({ event }) => event.type === 'metrics')?.event;
    if (last?.type !== 'metrics') return undefined;
    this.#remove((other) => other === last);
    return last;
  }

  /** Takes out the oldest event that is meant; tells whether there was one. */
  #remove(isMeant: (event: TrainingEvent) => boolean): boolean {
    const index = this.#pending.findIndex(({ event }) => isMeant(event));
    if (index === -1) return false;
    for (const { resolve } of this.#pending.splice(index, 1)) resolve(undefined);
    return true;
  }
}
