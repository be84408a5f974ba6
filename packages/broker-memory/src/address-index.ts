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
    const segments = pattern.split(this.#separator);
    const isOpen = segments.at(-1) === '*';
    let reached: Reached[] = [{ node: this.#root, path: [] }];
    for (const segment of isOpen ? segments.slice(0, -1) : segments) reached = reached.flatMap((from) => step(from, segment));
    if (isOpen) reached = reached.flatMap(below);
    return reached
      .filter(({ node }) => node.isMember)
      .map(({ path }) => path.join(this.#separator))
      .sort();
  }
}

/** A node and the segments that lead to it. */
interface Reached {
  readonly node: Node;
  readonly path: readonly string[];
}

function step({ node, path }: Reached, segment: string): Reached[] {
  if (segment === '*') return childrenOf({ node, path });
  const child = node.children?.get(segment);
  return child === undefined ? [] : [{ node: child, path: [...path, segment] }];
}

const childrenOf = ({ node, path }: Reached): Reached[] => Array.from(node.children ?? [], ([name, child]) => ({ node: child, path: [...path, name] }));

/** Everything one segment or more further down. */
const below = (from: Reached): Reached[] => childrenOf(from).flatMap((child) => [child, ...below(child)]);

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
