import { PatternTrie } from './pattern-trie.js';

/** Most topics whose receivers are remembered; beyond, the memory is begun anew. */
const MAX_REMEMBERED = 10_000;

/** Who receives a topic: a trie of patterns, with the answers remembered until a pattern comes or goes. */
export class Routes<T> {
  readonly #trie = new PatternTrie<T>();
  readonly #remembered = new Map<string, readonly T[]>();

  add(patterns: readonly string[], receiver: T): void {
    for (const pattern of patterns) this.#trie.add(pattern, receiver);
    this.#remembered.clear();
  }

  remove(patterns: readonly string[], receiver: T): void {
    for (const pattern of patterns) this.#trie.remove(pattern, receiver);
    this.#remembered.clear();
  }

  /** The receivers of a topic, each once. */
  to(topic: string): readonly T[] {
    let receivers = this.#remembered.get(topic);
    if (receivers === undefined) {
      if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
      receivers = [...this.#trie.match(topic)];
      this.#remembered.set(topic, receivers);
    }
    return receivers;
  }
}
