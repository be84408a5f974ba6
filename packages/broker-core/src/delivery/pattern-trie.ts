/** One segment deep in the trie. What it holds is made when it is needed: most nodes hold one thing. */
class Node<T> {
  literal: Map<string, Node<T>> | undefined;
  wildcard: Node<T> | undefined;
  /** Values of patterns that end here. */
  here: Set<T> | undefined;
  /** Values of patterns that end with `*` here. */
  rest: Set<T> | undefined;

  get isEmpty(): boolean {
    return this.literal === undefined && this.wildcard === undefined && this.here === undefined && this.rest === undefined;
  }

  child(segment: string): Node<T> {
    this.literal ??= new Map();
    let next = this.literal.get(segment);
    if (next === undefined) {
      next = new Node<T>();
      this.literal.set(segment, next);
    }
    return next;
  }

  removeChild(segment: string): void {
    this.literal?.delete(segment);
    if (this.literal?.size === 0) this.literal = undefined;
  }
}

/**
 * Values filed under patterns, found by topic. A look-up costs the segments of the topic times the patterns that share
 * its literal beginnings, never the number of patterns.
 */
export class PatternTrie<T> {
  readonly #root = new Node<T>();

  add(pattern: string, value: T): void {
    const segments = pattern.split('.');
    const open = segments.at(-1) === '*';
    let node = this.#root;
    for (const segment of open ? segments.slice(0, -1) : segments) {
      node = segment === '*' ? (node.wildcard ??= new Node<T>()) : node.child(segment);
    }
    if (open) (node.rest ??= new Set()).add(value);
    else (node.here ??= new Set()).add(value);
  }

  remove(pattern: string, value: T): void {
    const segments = pattern.split('.');
    this.#remove(this.#root, segments, 0, value);
  }

  /** Everything filed under a pattern that matches, each value once, in no particular order. */
  match(topic: string): ReadonlySet<T> {
    const found = new Set<T>();
    collect(this.#root, topic.split('.'), 0, found);
    return found;
  }

  /** Removes the value and, on the way back, every node that has become empty. */
  #remove(node: Node<T>, segments: readonly string[], depth: number, value: T): void {
    const segment = segments[depth];
    if (segment === undefined) {
      node.here?.delete(value);
      if (node.here?.size === 0) node.here = undefined;
    } else if (segment === '*' && depth === segments.length - 1) {
      node.rest?.delete(value);
      if (node.rest?.size === 0) node.rest = undefined;
    } else if (segment === '*') {
      if (node.wildcard === undefined) return;
      this.#remove(node.wildcard, segments, depth + 1, value);
      if (node.wildcard.isEmpty) node.wildcard = undefined;
    } else {
      const next = node.literal?.get(segment);
      if (next === undefined) return;
      this.#remove(next, segments, depth + 1, value);
      if (next.isEmpty) node.removeChild(segment);
    }
  }
}

function collect<T>(node: Node<T>, segments: readonly string[], depth: number, found: Set<T>): void {
  const segment = segments[depth];
  if (segment === undefined) {
    for (const value of node.here ?? []) found.add(value);
    return;
  }
  for (const value of node.rest ?? []) found.add(value);
  const literal = node.literal?.get(segment);
  if (literal !== undefined) collect(literal, segments, depth + 1, found);
  if (node.wildcard !== undefined) collect(node.wildcard, segments, depth + 1, found);
}
