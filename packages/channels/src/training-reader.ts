import { BrokerError, type Message, type MessageBroker, type SubscribeOptions } from '@runwire/broker-core';
import type { ErrorEvent, LogUpdateEvent, MetricsUpdateEvent, ProgressUpdateEvent, StatusUpdateEvent, TrainingEvent } from '@runwire/events';
import { BaseChannel } from './base-channel.js';
import { BrokerClock } from './broker-clock.js';
import type { ChannelSubscription } from './channel-subscription.js';
import { experimentTopic, type ExperimentAddress } from './experiment-address.js';
import { readArrival, type Arrived } from './experiment-arrival.js';
import { ExperimentNotFoundError } from './experiment-errors.js';
import { ExperimentFinder, type ExperimentQuery } from './experiment-finder.js';
import { EVENT_FIELDS, type EventField } from './experiment-fold.js';
import type { ExperimentModel } from './experiment-model.js';
import { viewOf, type ExperimentView } from './experiment-view.js';
import { ExperimentsWatch, type ExperimentsChange, type ExperimentsWatchQuery } from './experiments-watch.js';
import type { LivenessLimits } from './liveness.js';
import { DEFAULT_MAX_POINTS, downsample, readSeries, type MetricSeries } from './metric-series.js';
import { SingleExperimentWatch } from './single-experiment-watch.js';
import { DEFAULT_NAMESPACE, livenessLimits, type TrainingChannelOptions } from './training-channel-options.js';
import { Watch } from './watch.js';
import { WatchRun, type WatchSource } from './watch-run.js';

type EventOf<Type extends TrainingEvent['type']> = Extract<TrainingEvent, { readonly type: Type }>;

/** What dashboards and command lines read: experiments, curves, and what happens. The half of a `TrainingChannel` that changes nothing. */
export class TrainingReader extends BaseChannel {
  /** The namespace that is read; `undefined`: all. */
  readonly #scope: string | undefined;
  readonly #limits: LivenessLimits;
  protected readonly clock = new BrokerClock();

  /** Does no I/O. @throws InvalidTopicError, BrokerError (`INVALID_ARGUMENT`) for a wrong option */
  constructor(options: TrainingChannelOptions = {}) {
    super({ ...options, namespace: options.namespace ?? DEFAULT_NAMESPACE });
    this.#scope = options.namespace;
    this.#limits = livenessLimits(options);
  }

  /** The broker's clock, where it is known, else the local one: milliseconds since the epoch. */
  now(): number {
    return this.clock.now();
  }

  /** An experiment, and whether its trainer is alive; `undefined` where there is none. @throws AmbiguousExperimentError when several namespaces have the id */
  async getExperiment(id: string): Promise<ExperimentView | undefined> {
    const model = await this.find(id);
    return model === undefined ? undefined : this.#view(model);
  }

  /** Experiments, newest first. */
  async listExperiments(query: ExperimentQuery = {}): Promise<readonly ExperimentView[]> {
    const finder = await this.#finder();
    const models = await finder.list({ ...query, namespace: query.namespace ?? this.#scope });
    return models.map((model) => this.#view(model));
  }

  /**
   * The retained curve of one metric, oldest point first; empty where nothing is retained. `maxPoints`: from 1, default 500:
   * neighbouring values are put together until there are no more.
   * @throws ExperimentNotFoundError, AmbiguousExperimentError
   */
  async getMetricSeries(id: string, { metric, maxPoints }: { readonly metric: string; readonly maxPoints?: number | undefined }): Promise<MetricSeries> {
    const [series] = await this.getAllMetricSeries(id, { metrics: [metric], maxPoints });
    return series ?? { metric, points: [] };
  }

  /** The same for several metrics (default: all there are), with one walk over the history for all of them. */
  async getAllMetricSeries(id: string, options: { readonly metrics?: readonly string[] | undefined; readonly maxPoints?: number | undefined } = {}): Promise<readonly MetricSeries[]> {
    const { metrics, maxPoints = DEFAULT_MAX_POINTS } = options;
    if (!(maxPoints >= 1)) throw new BrokerError('INVALID_ARGUMENT', `maxPoints is ${String(maxPoints)}; use a number from 1.`);
    const broker = await this.open();
    const curves = await readSeries(broker, await this.require(id), metrics === undefined ? undefined : new Set(metrics));
    return Array.from(curves, ([metric, samples]) => ({ metric, points: downsample(samples, maxPoints) }));
  }

  /** The metrics of an experiment, in the order they were first published. @throws ExperimentNotFoundError, AmbiguousExperimentError */
  async getMetricNames(id: string): Promise<readonly string[]> {
    const { parts } = await this.require(id);
    return Object.keys(parts.metrics?.metrics ?? {});
  }

  /** Status events of one experiment, or of all. */
  subscribeToStatusUpdates(id?: string, options?: SubscribeOptions): ChannelSubscription<StatusUpdateEvent> {
    return this.#subscribe('status', id, options);
  }

  subscribeToProgressUpdates(id?: string, options?: SubscribeOptions): ChannelSubscription<ProgressUpdateEvent> {
    return this.#subscribe('progress', id, options);
  }

  subscribeToMetricsUpdates(id?: string, options?: SubscribeOptions): ChannelSubscription<MetricsUpdateEvent> {
    return this.#subscribe('metrics', id, options);
  }

  subscribeToLogUpdates(id?: string, options?: SubscribeOptions): ChannelSubscription<LogUpdateEvent> {
    return this.#subscribe('log', id, options);
  }

  subscribeToErrors(id?: string, options?: SubscribeOptions): ChannelSubscription<ErrorEvent> {
    return this.#subscribe('error', id, options);
  }

  /** Every event of one experiment, or of all; `type` tells which it is. */
  subscribeToEvents(id?: string, options: SubscribeOptions = {}): ChannelSubscription<TrainingEvent> {
    return this.subscribeToTopic(EVENT_FIELDS.map((field) => this.#pattern(field, id)), options);
  }

  /**
   * An experiment as it is now, and again after every change of it or of its trainer's liveness, without a hole, until it is deleted.
   * The iterator throws ExperimentNotFoundError when there is none, AmbiguousExperimentError when several namespaces have the id.
   */
  watchExperiment(id: string, options: SubscribeOptions = {}): Watch<ExperimentView> {
    return this.#watch({ ids: [id] }, options, (all, end) => new SingleExperimentWatch(all, { id, namespace: this.#scope, end }));
  }

  /** All experiments as they are now, and then each one that changes, comes or goes, without a hole. */
  watchExperiments(query: ExperimentsWatchQuery = {}, options: SubscribeOptions = {}): Watch<ExperimentsChange> {
    return this.#watch(query, options, (all) => all);
  }

  /** The events on topics of experiments. */
  protected subscribeToTopic(pattern: string | readonly string[], options: SubscribeOptions = {}): ChannelSubscription<TrainingEvent> {
    return this.subscribeWith(pattern, options, (message) => {
      const arrived = this.#read(message);
      return arrived?.kind === 'event' ? arrived.event : undefined;
    });
  }

  /** The broker, with its clock seen. */
  protected async open(): Promise<MessageBroker> {
    const broker = await this.broker();
    await this.clock.sync(broker);
    return broker;
  }

  /** What {@link open} would give, where nothing has to be waited for. */
  protected get opened(): MessageBroker | undefined {
    return this.clock.isKnown ? this.openedBroker : undefined;
  }

  /** All of one experiment; `undefined` where there is none. */
  protected async readModel(address: ExperimentAddress): Promise<ExperimentModel | undefined> {
    const finder = await this.#finder();
    return finder.read(address);
  }

  protected async find(id: string): Promise<ExperimentModel | undefined> {
    const finder = await this.#finder();
    return finder.find(id, this.#scope);
  }

  /** @throws ExperimentNotFoundError, AmbiguousExperimentError */
  protected async require(id: string): Promise<ExperimentModel> {
    const model = await this.find(id);
    if (model === undefined) throw new ExperimentNotFoundError(id, this.#scope);
    return model;
  }

  async #finder(): Promise<ExperimentFinder> {
    return new ExperimentFinder(await this.open(), this.#onBroken);
  }

  #view(model: ExperimentModel): ExperimentView {
    return viewOf(model, this.clock.now(), this.#limits);
  }

  #pattern(field: EventField | '*', id = '*', namespace = this.#scope ?? '*'): string {
    return experimentTopic({ namespace, id }, field);
  }

  #subscribe<Type extends TrainingEvent['type']>(type: Type & EventField, id?: string, options: SubscribeOptions = {}): ChannelSubscription<EventOf<Type>> {
    return this.subscribeWith(this.#pattern(type, id), options, (message) => {
      const arrived = this.#read(message);
      // `readArrival` lets only events of this type pass on this topic.
      return arrived?.kind === 'event' ? (arrived.event as EventOf<Type>) : undefined;
    });
  }

  #watch<Change>(query: ExperimentsWatchQuery, options: SubscribeOptions, over: (all: ExperimentsWatch, end: () => void) => WatchSource<Arrived, Change>): Watch<Change> {
    const wanted = { ...query, namespace: query.namespace ?? this.#scope };
    const patterns = (wanted.ids ?? ['*']).map((id) => this.#pattern('*', id, wanted.namespace ?? '*'));
    const subscription = this.subscribeWith(patterns, options, (message) => this.#read(message));
    const end = (): void => void subscription.close();
    const start = async (): Promise<WatchSource<Arrived, Change>> => {
      const context = { broker: await this.open(), clock: this.clock, limits: this.#limits, onBroken: this.#onBroken };
      return over(new ExperimentsWatch(context, wanted, () => subscription.isOpen), end);
    };
    return new Watch(new WatchRun(subscription, start));
  }

  #read(message: Message): Arrived | undefined {
    try {
      return readArrival(message);
    } catch (error) {
      this.reportInvalid({ address: message.topic, error: error instanceof Error ? error : new Error(String(error)), data: message.data });
      return undefined;
    }
  }

  readonly #onBroken = (key: string, error: unknown): void => {
    this.reportInvalid({ address: key, error: error instanceof Error ? error : new Error(String(error)), data: undefined });
  };
}
