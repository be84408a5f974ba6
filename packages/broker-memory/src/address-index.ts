/** One segment deep. Children are made when the first comes: most nodes are leaves. */
interface Node {
  children: Map<string, Node> | undefined;
  isMember: boolean;
}

const createNode = (): Node => ({ children: undefined, isMember: false });

/** A set of addresses that lists those matching a pattern at a cost of what lies under the pattern's literal beginning. */
export class AddressIndex {
  readonly #separator: '.' | ':';
  readonly #root = createNode();

  constructor(separator: '.' | ':') {
    this.#separator = separator;
  }

  add(address: string): void {
    let node = this.#root;
    for (const segment of address.split(this.#separator)) {
      node.children ??= new Map();
      let child = node.children.get(segment);
      if (child === undefined) {
        child = createNode();
        node.children.set(segment, child);
      }
      node = child;
    }
    node.isMember = true;
  }

  delete(address: string): void {
    remove(this.#root, address.split(this.#separator), 0);
  }

  /** All members that match the pattern (`*`: one segment in the middle, one or more at the end), in ascending order. */
  list(pattern: string): string[] {
    const found: string[] = [];
    this.#collect(this.#root, pattern.split(this.#separator), 0, [], found);
    return found.sort();
  }

  #collect(node: Node, pattern: readonly string[], depth: number, path: string[], found: string[]): void {
    const segment = pattern[depth];
    if (segment === undefined) {
      if (node.isMember) found.push(path.join(this.#separator));
    } else if (segment === '*') {
      const isOpen = depth === pattern.length - 1;
      for (const [name, child] of node.children ?? []) {
        if (isOpen) this.#collectAll(child, [...path, name], found);
        else this.#collect(child, pattern, depth + 1, [...path, name], found);
      }
    } else {
      const child = node.children?.get(segment);
      if (child !== undefined) this.#collect(child, pattern, depth + 1, [...path, segment], found);
    }
  }

  #collectAll(node: Node, path: readonly string[], found: string[]): void {
    if (node.isMember) found.push(path.join(this.#separator));
    for (const [name, child] of node.children ?? []) this.#collectAll(child, [...path, name], found);
  }
}

/** Removes the member, and on the way back every node that has become empty. */
function remove(node: Node, segments: readonly string[], depth: number): void {
  const segment = segments[depth];
  if (segment === undefined) {
    node.isMember = false;
    return;
  }
  const child = node.children?.get(segment);
  if (child === undefined) return;
  remove(child, segments, depth + 1);
  if (child.isMember || child.children !== undefined) return;
  node.children?.delete(segment);
  if (node.children?.size === 0) node.children = undefined;
}
