/** One segment deep. Children are made when the first comes: most nodes are leaves. */
interface Node {
  children: Map<string, Node> | undefined;
  /** The address that ends here, if it is one of the set: it need not be spelled again. */
  member: string | undefined;
}

const createNode = (): Node => ({ children: undefined, member: undefined });

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
    node.member = address;
  }

  delete(address: string): void {
    remove(this.#root, address.split(this.#separator), 0);
  }

  /** All members that match the pattern (`*`: one segment in the middle, one or more at the end), in ascending order. */
  list(pattern: string): string[] {
    const found: string[] = [];
    collect(this.#root, pattern.split(this.#separator), 0, found);
    return found.sort();
  }
}

/** Adds the members below the node that match the segments from `depth` on. */
function collect(node: Node, segments: readonly string[], depth: number, found: string[]): void {
  const segment = segments[depth];
  if (segment === undefined) {
    if (node.member !== undefined) found.push(node.member);
    return;
  }
  if (segment !== '*') {
    const child = node.children?.get(segment);
    if (child !== undefined) collect(child, segments, depth + 1, found);
  } else if (depth === segments.length - 1) collectBelow(node, found);
  else for (const child of node.children?.values() ?? []) collect(child, segments, depth + 1, found);
}

/** Adds everything one segment or more further down. */
function collectBelow({ children }: Node, found: string[]): void {
  if (children === undefined) return;
  for (const child of children.values()) {
    if (child.member !== undefined) found.push(child.member);
    collectBelow(child, found);
  }
}

/** Removes the member, and on the way back every node that has become empty. */
function remove(node: Node, segments: readonly string[], depth: number): void {
  const segment = segments[depth];
  if (segment === undefined) {
    node.member = undefined;
    return;
  }
  const child = node.children?.get(segment);
  if (child === undefined) return;
  remove(child, segments, depth + 1);
  if (child.member !== undefined || child.children !== undefined) return;
  node.children?.delete(segment);
  if (node.children?.size === 0) node.children = undefined;
}
