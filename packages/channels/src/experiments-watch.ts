import type { Gap, MessageBroker } from '@runwire/broker-core';
import type { TrainingEvent } from '@runwire/events';
import type { BrokerClock } from './broker-clock.js';
import type { Delivered } from './channel-subscription.js';
import { experimentOfTopic, nameOf, type ExperimentAddress } from './experiment-address.js';
import { ExperimentFinder } from './experiment-finder.js';
import { foldEvent, type ExperimentModel, type OnBroken } from './experiment-model.js';
import { viewOf, type ExperimentView } from './experiment-view.js';
import type { Arrived } from './experiment-arrival.js';
import { livenessOf, type Liveness, type LivenessLimits } from './liveness.js';
import { patiently } from './patience.js';
import { Viewpoint } from './viewpoint.js';
import type { WatchSource } from './watch-run.js';

/** What a watch over experiments tells. */
export type ExperimentsChange =
  /** First, and once: all experiments that are watched, newest first. */
  | { readonly kind: 'snapshot'; readonly experiments: readonly ExperimentView[] }
  /** An experiment is new, or changed: by an event, or (without one) because its trainer fell silent or was heard again. */
  | { readonly kind: 'changed'; readonly experiment: ExperimentView; readonly event?: TrainingEvent | undefined }
  /** An experiment was deleted; this is what was known of it. */
  | { readonly kind: 'removed'; readonly experiment: ExperimentView };

/** Which experiments to watch. */
export interface ExperimentsWatchQuery {
  /** Only of this namespace. Default: that of the channel; all, where it has none. */
  readonly namespace?: string | undefined;
  /** Only these ids. Default: all. */
  readonly ids?: readonly string[] | undefined;
  /** Only created at this moment or later: milliseconds since the epoch. */
  readonly since?: number | undefined;
}

export interface ExperimentsWatchContext {
  readonly broker: MessageBroker;
  readonly clock: BrokerClock;
  readonly limits: LivenessLimits;
  readonly onBroken: OnBroken;
}

/** Names of experiments remembered as not existing. */
const MAX_ABSENT = 1_000;

interface Watched {
  readonly model: ExperimentModel;
  /** As it was told last. */
  readonly liveness: Liveness;
}

/** Follows experiments: their state from the store, then every event on top of it. */
export class ExperimentsWatch implements WatchSource<Arrived, ExperimentsChange> {
  readonly tickMs: number;
  readonly #context: ExperimentsWatchContext;
  readonly #query: ExperimentsWatchQuery;
  readonly #finder: ExperimentFinder;
  readonly #viewpoint: Viewpoint;
  readonly #watched = new Map<string, Watched>();
  readonly #absent = new Set<string>();
  readonly #isOpen: () => boolean;

  constructor(context: ExperimentsWatchContext, query: ExperimentsWatchQuery, isOpen: () => boolean) {
    this.#context = context;
    this.#query = query;
    this.#isOpen = isOpen;
    this.#finder = new ExperimentFinder(context.broker, context.onBroken);
    this.#viewpoint = new Viewpoint(context.broker, context.clock);
    this.tickMs = Math.max(10, Math.min(1_000, context.limits.staleAfterMs / 4));
  }

  async begin(): Promise<readonly ExperimentsChange[]> {
    const { namespace, since, ids } = this.#query;
    const models = await this.#patiently(() => this.#finder.list({ namespace, since, ids }));
    return [{ kind: 'snapshot', experiments: models.map((model) => this.#tell(model)) }];
  }

  async take({ event: arrived, topic, timestamp, gap }: Delivered<Arrived>): Promise<readonly ExperimentsChange[]> {
    this.#context.clock.hear(timestamp);
    const address = experimentOfTopic(topic);
    if (address === undefined) return [];
    const known = this.#watched.get(nameOf(address));
    if (arrived.kind === 'deleted' || gap !== undefined) return this.#reload(address, arrived, gap);
    if (known === undefined) return this.#isAbsent(address, arrived.event) ? [] : this.#reload(address, arrived, gap);
    const folding = foldEvent(known.model, arrived.event);
    if (folding.kind === 'hole') return this.#reload(address, arrived, gap);
    const model = folding.kind === 'folded' ? folding.model : known.model;
    return [{ kind: 'changed', experiment: this.#tell(model), event: arrived.event }];
  }

  tick(): readonly ExperimentsChange[] {
    const now = this.#viewpoint.moment();
    const changes: ExperimentsChange[] = [];
    for (const { model, liveness } of this.#watched.values()) {
      if (livenessOf(model, now, this.#context.limits) !== liveness) changes.push({ kind: 'changed', experiment: this.#tell(model) });
    }
    return changes;
  }

  ageOf({ timestamp }: Delivered<Arrived>): number {
    return this.#context.clock.now() - timestamp;
  }

  /** Only the store can tell: the experiment is new, was deleted or made anew, or events of it are missing. */
  async #reload(address: ExperimentAddress, arrived: Arrived, gap: Gap | undefined): Promise<readonly ExperimentsChange[]> {
    const name = nameOf(address);
    const known = this.#watched.get(name);
    const model = await this.#patiently(() => this.#finder.read(address));
    if (model !== undefined && model.record.createdAt >= (this.#query.since ?? -Infinity)) {
      this.#absent.delete(name);
      const experiment = { ...this.#tell(model), ...(gap === undefined ? {} : { gap }) };
      return [{ kind: 'changed', experiment, event: arrived.kind === 'event' ? arrived.event : undefined }];
    }
    this.#watched.delete(name);
    this.#markAbsent(name);
    if (known === undefined) return [];
    return [{ kind: 'removed', experiment: this.#view(known.model) }];
  }

  /** A trainer may go on after its experiment was deleted; only a status can mean that it exists again. */
  #isAbsent(address: ExperimentAddress, event: TrainingEvent): boolean {
    return event.type !== 'status' && this.#absent.has(nameOf(address));
  }

  #markAbsent(name: string): void {
    this.#absent.add(name);
    const [oldest] = this.#absent;
    if (this.#absent.size > MAX_ABSENT && oldest !== undefined) this.#absent.delete(oldest);
  }

  #tell(model: ExperimentModel): ExperimentView {
    const view = this.#view(model);
    this.#watched.set(nameOf(model.record), { model, liveness: view.liveness });
    return view;
  }

  #view(model: ExperimentModel): ExperimentView {
    return viewOf(model, this.#viewpoint.moment(), this.#context.limits);
  }

  /** Waits out a lost connection, as the subscription does. */
  #patiently<T>(read: () => Promise<T>): Promise<T> {
    return patiently(read, this.#isOpen);
  }
}
