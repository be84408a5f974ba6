import { PatternTrie } from './pattern-trie.js';
import type { Receiver } from './receiver.js';
import { Route } from './route.js';

/** Most topics whose receivers are remembered; beyond, the memory is begun anew. */
const MAX_REMEMBERED = 10_000;

/** Who receives a topic: a trie of patterns, with the answers remembered until a pattern comes or goes. */
export class Routes {
  readonly #trie = new PatternTrie<Receiver>();
  readonly #remembered = new Map<string, Route>();

  add(patterns: readonly string[], receiver: Receiver): void {
    for (const pattern of patterns) this.#trie.add(pattern, receiver);
    this.#remembered.clear();
  }

  remove(patterns: readonly string[], receiver: Receiver): void {
    for (const pattern of patterns) this.#trie.remove(pattern, receiver);
    this.#remembered.clear();
  }

  /** The route of a topic; its receivers are in it once each. */
  to(topic: string): Route {
    let route = this.#remembered.get(topic);
    if (route === undefined) {
      if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
      route = new Route([...this.#trie.match(topic)]);
      this.#remembered.set(topic, route);
    }
    return route;
  }

  /** The topic's feed is no longer valid. */
  forgetFeed(topic: string): void {
    const route = this.#remembered.get(topic);
    if (route !== undefined) route.feed = undefined;
  }
}
