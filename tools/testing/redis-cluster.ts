import { type RedisServer } from './redis-server.js';
import { ServerGroup } from './server-group.js';
import { waitUntil } from './wait-until.js';

const MASTERS = 3;
const SLOTS = 16_384;
const WITHIN_MS = 30_000;

/** Three masters that share the slots, and a replica of each. */
export class RedisCluster implements AsyncDisposable {
  /** All six; which are masters changes with every fail-over. */
  readonly nodes: readonly RedisServer[];
  readonly #group: ServerGroup;

  private constructor(nodes: readonly RedisServer[], group: ServerGroup) {
    this.nodes = nodes;
    this.#group = group;
  }

  static async start(): Promise<RedisCluster> {
    const group = new ServerGroup();
    return group.orStop(RedisCluster.#setUp(group));
  }

  static async #setUp(group: ServerGroup): Promise<RedisCluster> {
    // By default a replica whose elections have failed for some seconds, as they do on a busy machine, never stands again.
    const options = { config: { 'cluster-enabled': 'yes', 'cluster-node-timeout': '1000', 'cluster-replica-validity-factor': '0' } };
    const nodes = await Promise.all(Array.from({ length: 2 * MASTERS }, () => group.start(options)));
    const cluster = new RedisCluster(nodes, group);
    await shareSlots(nodes.slice(0, MASTERS));
    await introduce(nodes);
    await replicate(nodes);
    await cluster.ready();
    return cluster;
  }

  /** Resolves when every running node sees a whole cluster and every replica is in step with its master. */
  async ready(): Promise<void> {
    const running = this.nodes.filter((node) => node.running);
    const whole = async () => (await Promise.all(running.map(isReady))).every(Boolean);
    await waitUntil(whole, { withinMs: WITHIN_MS, what: 'cluster_state:ok on every node' });
  }

  /** The master that serves the slot of `key`, as the running nodes agree. */
  async masterOf(key: string): Promise<RedisServer> {
    return waitUntil(() => this.#agreedMaster(key), { withinMs: WITHIN_MS, what: `the nodes to agree on the master of "${key}"` });
  }

  /** Moves the slot of `key`, with all that is in it, to another master (https://redis.io/docs/latest/commands/cluster-setslot/); gives that master. */
  async moveSlotOf(key: string): Promise<RedisServer> {
    const source = await this.masterOf(key);
    const target = await this.#anotherMaster(source);
    const [slot, sourceId, targetId] = await Promise.all([source.cli('CLUSTER', 'KEYSLOT', key), idOf(source), idOf(target)]);
    await target.cli('CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId);
    await source.cli('CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId);
    await migrate(slot, source, target);
    await target.cli('CLUSTER', 'SETSLOT', slot, 'NODE', targetId);
    await source.cli('CLUSTER', 'SETSLOT', slot, 'NODE', targetId);
    await waitUntil(async () => (await this.#agreedMaster(key)) === target, { withinMs: WITHIN_MS, what: 'every node to know the moved slot' });
    return target;
  }

  async stop(): Promise<void> {
    await this.#group.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #agreedMaster(key: string): Promise<RedisServer | undefined> {
    const running = this.nodes.filter((node) => node.running);
    const ports = await Promise.all(running.map((node) => portOfMaster(node, key)));
    return running.find(({ port }) => ports.every((each) => each === port));
  }

  async #anotherMaster(than: RedisServer): Promise<RedisServer> {
    for (const node of this.nodes) {
      if (node !== than && node.running && (await node.cli('ROLE')).startsWith('master')) return node;
    }
    throw new Error('the cluster has no second master');
  }
}

/** Starts six nodes; resolves when the cluster is whole, within about five seconds. */
export async function startCluster(): Promise<RedisCluster> {
  return RedisCluster.start();
}

async function idOf(node: RedisServer): Promise<string> {
  return node.cli('CLUSTER', 'MYID');
}

async function shareSlots(masters: readonly RedisServer[]): Promise<void> {
  const size = Math.ceil(SLOTS / masters.length);
  await Promise.all(
    masters.map(async (master, index) => {
      const first = index * size;
      const slots = Array.from({ length: Math.min(size, SLOTS - first) }, (_, slot) => String(first + slot));
      await master.cli('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
      await master.cli('CLUSTER', 'ADDSLOTS', ...slots);
    }),
  );
}

async function introduce(nodes: readonly RedisServer[]): Promise<void> {
  const [first] = nodes;
  await Promise.all(nodes.map(async ({ host, port }) => first?.cli('CLUSTER', 'MEET', host, String(port))));
  const acquainted = async () => {
    const infos = await Promise.all(nodes.map((node) => node.cli('CLUSTER', 'NODES')));
    return infos.every((info) => info.split('\n').filter((line) => line.endsWith('connected') || line.includes('connected ')).length === nodes.length && !info.includes('handshake'));
  };
  await waitUntil(acquainted, { withinMs: WITHIN_MS, what: 'the nodes to know each other' });
}

async function replicate(nodes: readonly RedisServer[]): Promise<void> {
  const ids = await Promise.all(nodes.slice(0, MASTERS).map(idOf));
  await Promise.all(nodes.slice(MASTERS).map((node, index) => node.cli('CLUSTER', 'REPLICATE', ids[index] ?? '')));
}

async function isReady(node: RedisServer): Promise<boolean> {
  const [info, role] = await Promise.all([node.cli('CLUSTER', 'INFO'), node.cli('ROLE')]);
  return info.includes('cluster_state:ok') && (role.startsWith('master') || role.includes('\nconnected\n'));
}

async function portOfMaster(node: RedisServer, key: string): Promise<number | undefined> {
  const slot = Number(await node.cli('CLUSTER', 'KEYSLOT', key));
  for (const line of (await node.cli('CLUSTER', 'NODES')).split('\n')) {
    const [, address = '', flags = '', , , , , , ...ranges] = line.split(' ');
    const serves = ranges.some((range) => !range.startsWith('[') && isWithin(slot, range));
    if (flags.includes('master') && !flags.includes('fail') && serves) return Number(/:(\d+)@/.exec(address)?.[1]);
  }
  return undefined;
}

function isWithin(slot: number, range: string): boolean {
  const [first, last = first] = range.split('-').map(Number);
  return first !== undefined && last !== undefined && first <= slot && slot <= last;
}

async function migrate(slot: string, source: RedisServer, target: RedisServer): Promise<void> {
  for (;;) {
    const keys = (await source.cli('CLUSTER', 'GETKEYSINSLOT', slot, '500')).split('\n').filter((key) => key !== '');
    if (keys.length === 0) return;
    await source.cli('MIGRATE', target.host, String(target.port), '', '0', '5000', 'KEYS', ...keys);
  }
}
