import type { KeyValueStore } from '@runwire/broker-core';
import type { ExperimentCreation } from '@runwire/events';
import type { ExperimentAddress } from './experiment-address.js';

/** One key per experiment under this prefix, over all namespaces: listing walks it, and nothing else of the server. */
const PREFIX = 'runwire:experiments';

/** An experiment as the index knows it. */
export interface IndexEntry extends ExperimentAddress {
  /** Milliseconds since the epoch; tells apart experiments that had the same id one after the other. */
  readonly createdAt: number;
}

/**
 * Which experiments there are. An entry is written before its experiment and once more after it, so an experiment is never
 * without one; an entry that points to nothing is pruned by whoever meets it.
 */
export class ExperimentIndex {
  readonly #store: KeyValueStore;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  async add(record: IndexEntry): Promise<void> {
    await this.#store.set(keyOf(record), true);
  }

  async remove(record: IndexEntry): Promise<void> {
    await this.#store.delete(keyOf(record));
  }

  /** All entries, in no particular order. Cost: the entries, as keys only. */
  all(): Promise<readonly IndexEntry[]> {
    return this.#list(`${PREFIX}:*`);
  }

  /** The entries of one id, over all namespaces. Cost: those entries. */
  of(id: string): Promise<readonly IndexEntry[]> {
    return this.#list(`${PREFIX}:${id}:*`);
  }

  async #list(pattern: string): Promise<readonly IndexEntry[]> {
    const entries: IndexEntry[] = [];
    for await (const key of this.#store.keys(pattern)) {
      const entry = parse(key);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }
}

/** Whether an entry is the one of this record, and not of an earlier experiment of the same id. */
export function isEntryOf({ createdAt }: IndexEntry, record: ExperimentCreation): boolean {
  return Math.floor(record.createdAt) === createdAt;
}

function keyOf({ id, namespace, createdAt }: IndexEntry): string {
  return `${PREFIX}:${id}:${namespace}:${Math.floor(createdAt).toString(36)}`;
}

function parse(key: string): IndexEntry | undefined {
  const [id, namespace, stamp] = key.slice(PREFIX.length + 1).split(':');
  if (id === undefined || namespace === undefined || stamp === undefined) return undefined;
  return { id, namespace, createdAt: Number.parseInt(stamp, 36) };
}
