import { performance } from 'node:perf_hooks';
import type { Receipt } from '@runwire/broker-core';
import {
  errorUpdate,
  experimentCreation,
  heartbeat,
  logUpdate,
  metricsUpdate,
  progressUpdate,
  statusUpdate,
  type ExperimentCreationDraft,
  type ExperimentRecord,
  type ExperimentResult,
  type ExperimentStatus,
  type LogUpdateDraft,
  type Metrics,
  type ProgressUpdateDraft,
  type TrainingEvent,
} from '@runwire/events';
import { EventPublisher } from './event-publisher.js';
import { ExperimentStore } from './experiment-store.js';
import { recordOf } from './experiment-view.js';
import type { HistoryPolicies } from './history-policies.js';
import { historyPolicies, type TrainingChannelOptions } from './training-channel-options.js';
import { inTrace, type TraceContext } from './trace-context.js';
import { TrainingReader } from './training-reader.js';

/** What an experiment is created with. */
export type CreateExperimentOptions = Pick<ExperimentCreationDraft, 'name' | 'config' | 'tags'>;

/** What every publish may be told. */
export interface EventOptions {
  /** The id of the event: publish again with the same one after a time-out, and it is taken once. Default: a fresh one. */
  readonly id?: string | undefined;
}

export interface StatusOptions extends EventOptions {
  /** Why, in words. */
  readonly reason?: string | undefined;
  /** The outcome, with a terminal status. */
  readonly result?: ExperimentResult | undefined;
}

export interface MetricsOptions extends EventOptions {
  /** The training step they were measured at, from 0. */
  readonly step?: number | undefined;
}

export interface LogOptions extends EventOptions, Pick<LogUpdateDraft, 'logger' | 'fields'> {
  /** Default `info`. */
  readonly level?: LogUpdateDraft['level'] | undefined;
}

export interface ErrorOptions extends EventOptions {
  /** Whether the experiment ends because of it. Default `false`. */
  readonly fatal?: boolean | undefined;
}

/** How far an experiment has come; `percent` and the time left are computed where they can be. */
export type ProgressDraft = Omit<ProgressUpdateDraft, 'experimentId' | 'timestamp' | 'traceparent' | 'tracestate'>;

/**
 * What trainers write. Each publish updates the stored field in the same atomic step as the event, and no writer loses
 * another's update. Each rejects with InvalidEventError for wrong data, with ExperimentNotFoundError for an id that was never created
 * or was deleted (a heartbeat does not look), and with what `MessageBroker.publish` throws.
 */
export class TrainingPublisher extends TrainingReader {
  readonly #store: ExperimentStore;
  readonly #events: EventPublisher;
  protected readonly histories: HistoryPolicies;
  readonly #traceContext: (() => TraceContext | undefined) | undefined;
  /** Publishes that wait for the broker to be opened. */
  #waiting = 0;

  /** Does no I/O. @throws InvalidTopicError, BrokerError (`INVALID_ARGUMENT`) for a wrong option */
  constructor(options: TrainingChannelOptions = {}) {
    super(options);
    this.histories = historyPolicies(options);
    this.#store = new ExperimentStore(this.histories);
    this.#events = new EventPublisher(this.histories);
    this.#traceContext = options.traceContext;
  }

  /** Creates an experiment with the status `created`. @throws ConflictError when the id exists already */
  async createExperiment(id: string, options: CreateExperimentOptions = {}): Promise<ExperimentRecord> {
    const happened = performance.now();
    const creation = experimentCreation({ ...options, id, namespace: this.namespace });
    const broker = await this.open();
    const { record, status } = await this.#store.create(broker, { ...creation, createdAt: this.clock.at(happened) }, this.#events.nextId());
    return recordOf({ record, status, parts: { status }, sequences: {} });
  }

  /**
   * Deletes an experiment and all that is stored of it; its messages stay readable until their history ends. Tells
   * whether there was one. @throws AmbiguousExperimentError when several namespaces have the id
   */
  async deleteExperiment(id: string): Promise<boolean> {
    const model = await this.find(id);
    return model !== undefined && this.#store.delete(await this.open(), model.record, this.#events.nextId());
  }

  /**
   * Moves an experiment on in its life, by compare-and-swap.
   * @throws ConflictError for an illegal transition; it tells both states. @throws ExperimentNotFoundError
   */
  publishStatus(id: string, status: ExperimentStatus, { id: eventId, ...options }: StatusOptions = {}): Promise<Receipt> {
    return this.publishEvent(() => statusUpdate({ ...options, experimentId: id, status }), { id: eventId });
  }

  publishProgress(id: string, progress: ProgressDraft, { id: eventId }: EventOptions = {}): Promise<Receipt> {
    return this.publishEvent(() => progressUpdate({ ...progress, experimentId: id }), { id: eventId });
  }

  /** The stored field keeps the latest value of every metric, whoever published it. */
  publishMetrics(id: string, metrics: Metrics, { id: eventId, ...options }: MetricsOptions = {}): Promise<Receipt> {
    return this.publishEvent(() => metricsUpdate({ ...options, experimentId: id, metrics }), { id: eventId });
  }

  publishLog(id: string, message: string, { id: eventId, level = 'info', ...options }: LogOptions = {}): Promise<Receipt> {
    return this.publishEvent(() => logUpdate({ ...options, experimentId: id, message, level }), { id: eventId });
  }

  /** @param thrown whatever was thrown; it is described with its stack and causes */
  publishError(id: string, thrown: unknown, { id: eventId, fatal }: ErrorOptions = {}): Promise<Receipt> {
    return this.publishEvent(() => errorUpdate({ experimentId: id, error: thrown, fatal }), { id: eventId });
  }

  /** A sign of life; `intervalMs`: when to expect the next one, in milliseconds from this one. */
  publishHeartbeat(id: string, { intervalMs }: { readonly intervalMs?: number | undefined } = {}): Promise<Receipt> {
    return this.publishEvent(() => heartbeat({ experimentId: id, intervalMs }));
  }

  /** The event, with the trace that is active now. */
  protected inTrace(event: TrainingEvent): TrainingEvent {
    return inTrace(event, this.#traceContext?.());
  }

  /** An id that no other event has: for `EventOptions.id`. */
  protected nextEventId(): string {
    return this.#events.nextId();
  }

  /**
   * Builds an event now, so that later changes of its data are not seen, and publishes it.
   * @param happened when it happened, on this thread's monotonic clock
   */
  protected async publishEvent(build: () => TrainingEvent, { id, namespace = this.namespace, happened = performance.now(), isKnown = false }: EventPlace = {}): Promise<Receipt> {
    const event = this.inTrace(build());
    // Who came first goes first: while one waits for the broker, so do those behind it.
    let broker = this.#waiting === 0 ? this.opened : undefined;
    if (broker === undefined) {
      this.#waiting++;
      try {
        broker = await this.open();
      } finally {
        this.#waiting--;
      }
    }
    const receipt = await this.#events.publish(broker, { namespace, id: event.experimentId }, { event, timestamp: this.clock.at(happened), id, isKnown });
    if (!receipt.duplicate) this.clock.see(receipt.timestamp);
    return receipt;
  }
}

/** Where and when an event happened. */
export interface EventPlace extends EventOptions {
  /** Of the experiment. Default: that of the channel. */
  readonly namespace?: string | undefined;
  /** Milliseconds on the monotonic clock of this thread, `performance.now()`. Default: now. */
  readonly happened?: number | undefined;
  /** The experiment was there: a run creates its own, and creates it anew when the server has lost it. Default `false`. */
  readonly isKnown?: boolean | undefined;
}
