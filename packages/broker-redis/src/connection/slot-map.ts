import type { Reply } from './redis-client.js';
import { showAddress, type ServerAddress } from './server-address.js';

interface Range {
  readonly first: number;
  readonly last: number;
  readonly master: ServerAddress;
}

/** Which master serves which slots, as a node tells it. */
export class SlotMap {
  readonly #ranges: readonly Range[];
  readonly #redirected = new Map<number, ServerAddress>();
  /** All nodes that were named, replicas too. */
  readonly nodes: readonly ServerAddress[];

  private constructor(ranges: readonly Range[], nodes: readonly ServerAddress[]) {
    this.#ranges = ranges;
    this.nodes = nodes;
  }

  /** Reads the reply of CLUSTER SLOTS (https://redis.io/docs/latest/commands/cluster-slots/). `asked`: who a node without a name is. */
  static of(reply: Reply, asked: ServerAddress): SlotMap {
    const nodes = new Map<string, ServerAddress>();
    const ranges = listOf(reply).map((entry): Range => {
      const [first, last, ...members] = listOf(entry);
      const [master = asked] = members.map((member) => {
        const [host, port] = listOf(member);
        const address = { host: typeof host === 'string' && host !== '' ? host : asked.host, port: Number(port) };
        nodes.set(showAddress(address), address);
        return address;
      });
      return { first: Number(first), last: Number(last), master };
    });
    return new SlotMap(ranges, [...nodes.values()]);
  }

  get masters(): readonly ServerAddress[] {
    return [...new Map(this.#ranges.map(({ master }) => [showAddress(master), master])).values()];
  }

  masterOf(slot: number): ServerAddress | undefined {
    return this.#redirected.get(slot) ?? this.#ranges.find(({ first, last }) => first <= slot && slot <= last)?.master;
  }

  /** A node has said that this slot has moved. */
  redirect(slot: number, master: ServerAddress): void {
    this.#redirected.set(slot, master);
  }
}

const listOf = (reply: Reply | undefined): readonly Reply[] => (Array.isArray(reply) ? (reply as readonly Reply[]) : []);
