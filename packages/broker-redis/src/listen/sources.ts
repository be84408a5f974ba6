import type { RedisClient } from '../connection/redis-client.js';

/** A channel or glob that is subscribed on the present connection, for as many patterns as need it. */
interface Source {
  users: number;
  isConfirmed: boolean;
  /** Run in the order of the stream when the server confirms. */
  readonly turns: (() => void)[];
  begun: Promise<void>;
}

const isGlob = (source: string): boolean => source.includes('*');

/** Reference-counted SUBSCRIBE and PSUBSCRIBE of one connection. */
export class Sources {
  readonly #byName = new Map<string, Source>();

  /** How many globs there are; each makes every PUBLISH on the server dearer. */
  get globs(): number {
    return [...this.#byName.keys()].filter(isGlob).length;
  }

  /** `onTurn` runs exactly between the messages before the subscription and the first that it brings. Rejects as the server refuses. */
  async begin(client: RedisClient, name: string, onTurn: () => void): Promise<void> {
    const known = this.#byName.get(name);
    if (known === undefined) return this.#subscribe(client, name, onTurn);
    known.users++;
    if (known.isConfirmed) onTurn();
    else known.turns.push(onTurn);
    return known.begun;
  }

  /** `onTurn` runs exactly behind the last message that the source brings for this user. */
  async end(client: RedisClient, name: string, onTurn: () => void): Promise<void> {
    const source = this.#byName.get(name);
    if (source === undefined || --source.users > 0) {
      onTurn();
      return;
    }
    this.#byName.delete(name);
    await client.subscription(isGlob(name) ? 'punsubscribe' : 'unsubscribe', name, onTurn);
  }

  /** The connection is gone, and all of them with it. */
  clear(): void {
    this.#byName.clear();
  }

  async #subscribe(client: RedisClient, name: string, onTurn: () => void): Promise<void> {
    const source: Source = { users: 1, isConfirmed: false, turns: [onTurn], begun: Promise.resolve() };
    this.#byName.set(name, source);
    source.begun = client.subscription(isGlob(name) ? 'psubscribe' : 'subscribe', name, () => {
      source.isConfirmed = true;
      for (const turn of source.turns) turn();
    });
    try {
      await source.begun;
    } catch (error) {
      if (this.#byName.get(name) === source) this.#byName.delete(name);
      throw error;
    }
  }
}
