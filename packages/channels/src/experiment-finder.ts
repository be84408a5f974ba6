import type { MessageBroker } from '@runwire/broker-core';
import type { ExperimentStatus } from '@runwire/events';
import { experimentKey, type ExperimentAddress } from './experiment-address.js';
import { AmbiguousExperimentError } from './experiment-errors.js';
import { ExperimentIndex, isEntryOf, type IndexEntry } from './experiment-index.js';
import { readModel, type ExperimentModel, type OnBroken } from './experiment-model.js';

/** Experiments read at once. */
const PAGE = 50;

/** Which experiments are wanted. */
export interface ExperimentQuery {
  /** Only of this namespace. Default: that of the channel; all, where it has none. */
  readonly namespace?: string | undefined;
  /** Only in this status, or one of these. */
  readonly status?: ExperimentStatus | readonly ExperimentStatus[] | undefined;
  /** Only created at this moment or later: milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** At most this many, the newest. Default: all. */
  readonly limit?: number | undefined;
  /** Only these ids. Default: all. */
  readonly ids?: readonly string[] | undefined;
}

/** Finds experiments by the index. */
export class ExperimentFinder {
  readonly #broker: MessageBroker;
  readonly #onBroken: OnBroken;
  readonly #index: ExperimentIndex;

  constructor(broker: MessageBroker, onBroken: OnBroken) {
    this.#broker = broker;
    this.#onBroken = onBroken;
    this.#index = new ExperimentIndex(broker.store);
  }

  read(address: ExperimentAddress): Promise<ExperimentModel | undefined> {
    return readModel(this.#broker, address, this.#onBroken);
  }

  /** @param namespace absent: looked for in all. @throws AmbiguousExperimentError when several have it */
  async find(id: string, namespace?: string): Promise<ExperimentModel | undefined> {
    if (namespace !== undefined) return this.read({ namespace, id });
    const found = await this.#readAll(await this.#index.of(id));
    if (found.length > 1) throw new AmbiguousExperimentError(id, found.map(({ record }) => record));
    return found[0];
  }

  /** Newest first. Cost: a walk over the index, and the experiments read. */
  async list({ namespace, status, since = -Infinity, limit = Infinity, ids }: ExperimentQuery): Promise<readonly ExperimentModel[]> {
    const wanted = status === undefined ? undefined : [status].flat();
    const entries = ids === undefined ? await this.#index.all() : (await Promise.all([...new Set(ids)].map((id) => this.#index.of(id)))).flat();
    const sorted = entries
      .filter((entry) => (namespace === undefined || entry.namespace === namespace) && entry.createdAt >= Math.floor(since))
      .sort((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1));
    const found: ExperimentModel[] = [];
    for (let at = 0; at < sorted.length && found.length < limit; at += PAGE) {
      const models = await this.#readAll(sorted.slice(at, at + PAGE));
      found.push(...models.filter((model) => wanted === undefined || wanted.includes(model.status.status)));
    }
    return found.slice(0, limit);
  }

  /** Reads the experiments of entries, and prunes entries that point to nothing. */
  async #readAll(entries: readonly IndexEntry[]): Promise<ExperimentModel[]> {
    const models = await Promise.all(entries.map((entry) => this.#readEntry(entry)));
    return models.filter((model) => model !== undefined);
  }

  async #readEntry(entry: IndexEntry): Promise<ExperimentModel | undefined> {
    const model = await this.read(entry);
    if (model !== undefined && isEntryOf(entry, model.record)) return model;
    const isBroken = model === undefined && (await this.#broker.store.get(experimentKey(entry, 'record'))) !== undefined;
    if (!isBroken) await this.#index.remove(entry);
    return undefined;
  }
}
