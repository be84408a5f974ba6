import { PatternTrie } from '@runwire/broker-core/backend';
import type { PatternSource } from './pattern-source.js';

/** Most topics whose subscription is remembered; beyond, the memory is begun anew. */
const MAX_REMEMBERED = 10_000;

/**
 * The subscriptions the server has confirmed on the present connection. Where several match a topic, the server sends a
 * message once for each; the one that was confirmed first is the one that counts.
 */
export class ActiveSubscriptions {
  readonly #trie = new PatternTrie<PatternSource>();
  readonly #order = new Map<PatternSource, number>();
  readonly #remembered = new Map<string, PatternSource | undefined>();
  #count = 0;

  add(subscription: PatternSource): void {
    this.#trie.add(subscription.pattern, subscription);
    this.#order.set(subscription, ++this.#count);
    this.#remembered.clear();
  }

  delete(subscription: PatternSource): void {
    if (!this.#order.delete(subscription)) return;
    this.#trie.remove(subscription.pattern, subscription);
    this.#remembered.clear();
  }

  has(subscription: PatternSource): boolean {
    return this.#order.has(subscription);
  }

  clear(): void {
    for (const subscription of [...this.#order.keys()]) this.delete(subscription);
  }

  /** The one subscription whose messages of this topic count; undefined: no attached pattern matches it. */
  canonical(topic: string): PatternSource | undefined {
    if (this.#remembered.has(topic)) return this.#remembered.get(topic);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    let found: PatternSource | undefined;
    for (const candidate of this.#trie.match(topic)) {
      if (found === undefined || this.#orderOf(candidate) < this.#orderOf(found)) found = candidate;
    }
    this.#remembered.set(topic, found);
    return found;
  }

  #orderOf(subscription: PatternSource): number {
    return this.#order.get(subscription) ?? Infinity;
  }
}
