import type { Delivered } from './channel-subscription.js';
import type { ExperimentAddress } from './experiment-address.js';
import type { Arrived } from './experiment-arrival.js';
import { AmbiguousExperimentError, ExperimentNotFoundError } from './experiment-errors.js';
import type { ExperimentView } from './experiment-view.js';
import type { ExperimentsChange, ExperimentsWatch } from './experiments-watch.js';
import type { WatchSource } from './watch-run.js';

/** What is watched, and how the watch ends when it is gone. */
export interface SingleExperiment {
  readonly id: string;
  /** Absent: looked for in all. */
  readonly namespace: string | undefined;
  readonly end: () => void;
}

/** One experiment out of a watch over all of its id. */
export class SingleExperimentWatch implements WatchSource<Arrived, ExperimentView> {
  readonly #all: ExperimentsWatch;
  readonly #wanted: SingleExperiment;
  #address: ExperimentAddress | undefined;

  constructor(all: ExperimentsWatch, wanted: SingleExperiment) {
    this.#all = all;
    this.#wanted = wanted;
  }

  get tickMs(): number {
    return this.#all.tickMs;
  }

  async begin(): Promise<readonly ExperimentView[]> {
    return this.#viewsOf(await this.#all.begin());
  }

  async take(delivered: Delivered<Arrived>): Promise<readonly ExperimentView[]> {
    return this.#viewsOf(await this.#all.take(delivered));
  }

  tick(): readonly ExperimentView[] {
    return this.#viewsOf(this.#all.tick());
  }

  ageOf(delivered: Delivered<Arrived>): number {
    return this.#all.ageOf(delivered);
  }

  #viewsOf(changes: readonly ExperimentsChange[]): readonly ExperimentView[] {
    return changes.flatMap((change) => {
      if (change.kind === 'snapshot') return this.#only(change.experiments);
      if (change.kind === 'changed') return this.#only([change.experiment]);
      this.#wanted.end();
      return [];
    });
  }

  /** @throws ExperimentNotFoundError, AmbiguousExperimentError */
  #only(views: readonly ExperimentView[]): readonly [ExperimentView] {
    const { id, namespace } = this.#wanted;
    const [view] = views;
    if (view === undefined) throw new ExperimentNotFoundError(id, namespace);
    const stranger = views.find((other) => other.namespace !== (this.#address ?? view).namespace);
    if (stranger !== undefined) throw new AmbiguousExperimentError(id, [this.#address ?? view, stranger]);
    this.#address = view;
    return [view];
  }
}
