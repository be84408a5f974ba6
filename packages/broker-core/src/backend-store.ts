import { setTimeout as delay } from 'node:timers/promises';
import { parseKey, parseKeyPattern } from './address.js';
import type { BackendPort } from './backend-port.js';
import type { KeyValueStore, SetOptions, UpdateOptions } from './broker.js';
import { ConflictError, InvalidMessageError } from './errors.js';
import { copyJson } from './json-value.js';
import { parseTtl } from './option-checks.js';

/** One `update` call, waiting for its turn at the key. */
interface Change {
  readonly apply: (current: unknown) => unknown;
  readonly ttlMs: number | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Tries of one compare-and-swap before the update gives up; another writer wins each lost one, so the system moves. */
const MAX_TRIES = 100;
/** The longest wait between tries, milliseconds. */
const MAX_BACKOFF_MS = 64;

/** The store over a backend's state commands. Updates of one key within the process share one compare-and-swap. */
export class BackendStore implements KeyValueStore {
  readonly #port: BackendPort;
  readonly #assertOpen: () => void;
  readonly #maxBytes: number;
  readonly #changes = new Map<string, Change[]>();

  constructor(port: BackendPort, maxBytes: number, assertOpen: () => void) {
    this.#port = port;
    this.#maxBytes = maxBytes;
    this.#assertOpen = assertOpen;
  }

  async get<T>(key: string): Promise<T | undefined> {
    const [value] = await this.getMany([key]);
    return value as T | undefined;
  }

  async getMany(keys: readonly string[]): Promise<readonly unknown[]> {
    this.#assertOpen();
    return keys.length === 0 ? [] : this.#port.readState(keys.map(parseKey));
  }

  async set(key: string, value: unknown, options: SetOptions = {}): Promise<boolean> {
    this.#assertOpen();
    if (value === undefined) throw new InvalidMessageError('data', 'data is undefined; use null for "nothing", or delete the key.');
    const { onlyIf, ttlMs } = options;
    const write = { key: parseKey(key), value, ...parseTtl(ttlMs), ...(onlyIf === undefined ? {} : { onlyIf }) };
    return (await this.#port.writeState(write)).applied;
  }

  async delete(key: string): Promise<boolean> {
    this.#assertOpen();
    const outcome = await this.#port.writeState({ key: parseKey(key), value: undefined });
    return outcome.applied && outcome.existed;
  }

  async update<T>(key: string, change: (current: T | undefined) => T | undefined, options: UpdateOptions = {}): Promise<T | undefined> {
    this.#assertOpen();
    parseKey(key);
    const { ttlMs } = parseTtl(options.ttlMs);
    const value = await new Promise<unknown>((resolve, reject) => {
      // What stands under the key is the caller's claim, as in `get`.
      this.#enqueue(key, { apply: change as (current: unknown) => unknown, ttlMs, resolve, reject });
    });
    return value as T | undefined;
  }

  keys(pattern: string): AsyncIterable<string> {
    this.#assertOpen();
    return this.#port.keys(parseKeyPattern(pattern));
  }

  #enqueue(key: string, change: Change): void {
    const waiting = this.#changes.get(key);
    if (waiting !== undefined) {
      waiting.push(change);
      return;
    }
    this.#changes.set(key, [change]);
    void this.#drain(key);
  }

  /** Applies what waits, until nothing does. Never rejects: each change hears of its own fate. */
  async #drain(key: string): Promise<void> {
    // Let the calls of this turn of the event loop come together.
    await Promise.resolve();
    for (let changes = this.#changes.get(key) ?? []; changes.length > 0; changes = this.#changes.get(key) ?? []) {
      this.#changes.set(key, []);
      try {
        await this.#swap(key, changes);
      } catch (error) {
        for (const { reject } of changes) reject(error);
      }
    }
    this.#changes.delete(key);
  }

  async #swap(key: string, changes: readonly Change[]): Promise<void> {
    let [current] = await this.#port.readState([key]);
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const { value, ttlMs, isChanged, settle } = applyAll(changes, current, this.#maxBytes);
      const onlyIf = current === undefined ? ('absent' as const) : { equals: current };
      const isNothing = !isChanged || (value === undefined && current === undefined);
      const outcome = isNothing ? undefined : await this.#port.writeState({ key, value, onlyIf, ...parseTtl(ttlMs) });
      if (outcome === undefined || outcome.applied) {
        settle();
        return;
      }
      current = outcome.current;
      await delay(Math.random() * Math.min(MAX_BACKOFF_MS, 2 ** tries));
    }
    throw new ConflictError(key, current, `"${key}" changed under each of ${String(MAX_TRIES)} tries to update it; update it less often, or from fewer places.`);
  }
}

interface Applied {
  readonly value: unknown;
  readonly ttlMs: number | undefined;
  /** At least one change went well. */
  readonly isChanged: boolean;
  readonly settle: () => void;
}

/** Applies changes one after the other; one that throws, or returns what JSON cannot carry, is left out and told so. */
function applyAll(changes: readonly Change[], current: unknown, maxBytes: number): Applied {
  let value = current;
  let ttlMs: number | undefined;
  let isChanged = false;
  const outcomes: (() => void)[] = [];
  for (const change of changes) {
    try {
      const returned = change.apply(value);
      const next = returned === undefined ? undefined : copyJson(returned, maxBytes).value;
      value = next;
      ttlMs = change.ttlMs;
      isChanged = true;
      outcomes.push(() => {
        change.resolve(next);
      });
    } catch (error) {
      outcomes.push(() => {
        change.reject(error);
      });
    }
  }
  const settle = (): void => {
    for (const tell of outcomes) tell();
  };
  return { value, ttlMs, isChanged, settle };
}
