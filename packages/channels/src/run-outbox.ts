import { performance } from 'node:perf_hooks';
import { ClosedError, type Receipt } from '@runwire/broker-core';
import { metricsUpdate, type MetricsUpdateEvent, type TrainingEvent } from '@runwire/events';
import { patienceMs } from './merging-limiter.js';
import { patiently } from './patience.js';
import type { EventPlace } from './training-publisher.js';

/** Events that are taken at once. Only consecutive ones: what comes after them waits. */
const BATCH = 32;
/** What goes beside others: each type has a topic of its own, and the order within a topic is kept. */
const TELEMETRY: ReadonlySet<TrainingEvent['type']> = new Set(['log', 'metrics', 'progress']);

export interface RunOutboxOptions {
  readonly publish: (event: TrainingEvent, place: EventPlace) => Promise<Receipt>;
  readonly nextEventId: () => string;
  /** The event, with the trace that is active now. */
  readonly inTrace: (event: TrainingEvent) => TrainingEvent;
  /** Events that wait for the broker at most, from 1; see {@link RunOutbox}. */
  readonly maxPending: number;
  /** Milliseconds from one departure of telemetry to the next at least, from 0. */
  readonly gatherMs: number;
}

interface Pending {
  readonly event: TrainingEvent;
  readonly place: EventPlace;
  readonly taken: Promise<Receipt | undefined>;
  readonly resolve: (receipt: Receipt | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The events of a run on their way to the broker: in order, tried again until they are taken, each taken once. Telemetry
 * that comes soon after other telemetry is gathered, to leave with what is reported next: a wake-up costs a trainer more than the event. What
 * cannot wait takes along what was reported before it. While the broker cannot be reached all wait. Of progress only the latest waits. When `maxPending` wait, metrics are merged with
 * the last ones that wait, and the oldest log line is dropped and counted; status and errors are never dropped.
 */
export class RunOutbox {
  readonly #options: RunOutboxOptions;
  readonly #pending: Pending[] = [];
  readonly #unanswered = new Set<Pending>();
  #sending: Promise<void> | undefined;
  /** When telemetry left last. */
  #leftAt = -Infinity;
  /** Ends the gathering, while there is one. */
  #depart: (() => void) | undefined;
  /** Somebody waits for what is there. */
  #isHurried = false;
  #isAbandoned = false;
  #droppedLogs = 0;
  #unsent = 0;

  constructor(options: RunOutboxOptions) {
    this.#options = options;
  }

  /** Log lines dropped because too much waited. */
  get droppedLogs(): number {
    return this.#droppedLogs;
  }

  /** Events that were given up, see {@link abandon}. */
  get unsent(): number {
    return this.#unsent;
  }

  /** Resolves when the broker has taken the event; with `undefined` when a later one took its place, or it was dropped. Rejects when it is refused. */
  send(event: TrainingEvent): Promise<Receipt | undefined> {
    if (this.#isAbandoned) return Promise.reject(new ClosedError('The run'));
    const pending = pend(this.#makeRoom(this.#options.inTrace(event)), this.#options.nextEventId());
    this.#pending.push(pending);
    if (this.#depart !== undefined && this.#mustLeave()) this.#depart();
    this.#sending ??= this.#sendAll();
    return pending.taken;
  }

  /** Resolves when each event that was sent before has its answer or its successor. Rejects once events were given up. */
  async answered(): Promise<void> {
    this.#hurry();
    await Promise.allSettled([...this.#unanswered, ...this.#pending].map(({ taken }) => taken));
    if (this.#unsent > 0) throw new ClosedError('The run');
  }

  /** Resolves when nothing waits any more. */
  async flushed(): Promise<void> {
    this.#hurry();
    while (this.#sending !== undefined) await this.#sending;
  }

  /** Gives up on what waits and what has no answer yet; it rejects. */
  abandon(): void {
    this.#isAbandoned = true;
    const left = [...this.#unanswered, ...this.#pending.splice(0)];
    this.#unsent += left.length;
    for (const { reject } of left) reject(new ClosedError('The run'));
    this.#hurry();
  }

  #hurry(): void {
    this.#isHurried = this.#sending !== undefined;
    this.#depart?.();
  }

  async #sendAll(): Promise<void> {
    for (let first = this.#pending[0]; first !== undefined; first = this.#pending[0]) {
      const sent: Promise<void>[] = [];
      if (TELEMETRY.has(first.event.type)) {
        await this.#gather();
        this.#sendTelemetry(sent);
      } else {
        this.#pending.shift();
        sent.push(this.#deliver(first));
      }
      await Promise.all(sent);
    }
    this.#sending = undefined;
    this.#isHurried = false;
  }

  /** Waits until telemetry may leave; at least until what is reported in one go is there. */
  async #gather(): Promise<void> {
    if (!this.#mustLeave()) {
      const { gatherMs } = this.#options;
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        timer = setTimeout(resolve, this.#leftAt + gatherMs + patienceMs(gatherMs) - performance.now());
        this.#depart = resolve;
      });
      clearTimeout(timer);
      this.#depart = undefined;
    }
    this.#leftAt = performance.now();
  }

  /** Whether the time of telemetry has come, or something is there that cannot wait. */
  #mustLeave(): boolean {
    if (this.#isHurried || this.#pending.length >= BATCH || performance.now() >= this.#leftAt + this.#options.gatherMs) return true;
    return this.#pending.some(({ event }) => !TELEMETRY.has(event.type));
  }

  #sendTelemetry(sent: Promise<void>[]): void {
    for (let first = this.#pending[0]; first !== undefined && sent.length < BATCH && TELEMETRY.has(first.event.type); first = this.#pending[0]) {
      this.#pending.shift();
      sent.push(this.#deliver(first));
    }
  }

  async #deliver(pending: Pending): Promise<void> {
    const { event, place, resolve, reject } = pending;
    this.#unanswered.add(pending);
    try {
      resolve(await patiently(() => this.#options.publish(event, place), () => !this.#isAbandoned));
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

const UNSETTLED: Pick<Pending, 'resolve' | 'reject'> = { resolve: () => undefined, reject: () => undefined };

function pend(event: TrainingEvent, id: string): Pending {
  let settle: Pick<Pending, 'resolve' | 'reject'> = UNSETTLED;
  const taken = new Promise<Receipt | undefined>((resolve, reject) => (settle = { resolve, reject }));
  return { event, place: { id, happened: performance.now(), isKnown: true }, taken, resolve: settle.resolve, reject: settle.reject };
}
