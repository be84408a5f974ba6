import { type RedisServer } from './redis-server.js';
import { ServerGroup } from './server-group.js';
import { waitUntil } from './wait-until.js';

const MASTER_NAME = 'runwire-test';
// A Sentinel on a machine so busy that it doubts its clock does nothing for half a minute ("tilt mode").
const WITHIN_MS = 120_000;
const ORDERED_AGAIN_MS = 15_000;

/** One master, two replicas and three Sentinels that watch them. */
export class SentinelSet implements AsyncDisposable {
  /** What the Sentinels call the master. */
  readonly name = MASTER_NAME;
  /** The three data servers; which of them is the master changes with every fail-over. */
  readonly servers: readonly RedisServer[];
  readonly sentinels: readonly RedisServer[];
  readonly #group: ServerGroup;

  private constructor(servers: readonly RedisServer[], sentinels: readonly RedisServer[], group: ServerGroup) {
    this.servers = servers;
    this.sentinels = sentinels;
    this.#group = group;
  }

  static async start(): Promise<SentinelSet> {
    const group = new ServerGroup();
    return group.orStop(SentinelSet.#setUp(group));
  }

  static async #setUp(group: ServerGroup): Promise<SentinelSet> {
    const master = await group.start({});
    const replica = { config: { replicaof: `${master.host} ${master.port}` } };
    const replicas = await Promise.all([group.start(replica), group.start(replica)]);
    const sentinel = { sentinel: true, config: { sentinel: sentinelLines(master) } };
    const sentinels = await Promise.all([group.start(sentinel), group.start(sentinel), group.start(sentinel)]);
    await Promise.all(sentinels.map(hurry));
    const set = new SentinelSet([master, ...replicas], sentinels, group);
    await set.ready();
    return set;
  }

  /** The server that every running Sentinel calls the master; waits while they disagree. */
  async master(): Promise<RedisServer> {
    return waitUntil(() => this.#agreedMaster(), { withinMs: WITHIN_MS, what: 'the Sentinels to agree on a master' });
  }

  /** Orders a fail-over; resolves with the new master when its replicas, the old master among them, follow it. */
  async failover(): Promise<RedisServer> {
    await this.orderFailover();
    return this.ready();
  }

  /**
   * Orders a fail-over; resolves with the new master when every Sentinel knows it and the old one takes no more writes. On a busy machine
   * the Sentinels may follow it with another one, of their own.
   */
  async orderFailover(): Promise<RedisServer> {
    const old = await this.master();
    const deadline = performance.now() + WITHIN_MS;
    let next: RedisServer | undefined;
    // A fail-over that finds no good replica at that moment is given up by the Sentinel.
    while (next === undefined && performance.now() < deadline) {
      await waitUntil(() => this.#order(), { withinMs: WITHIN_MS, what: 'a Sentinel to accept the fail-over' });
      next = await this.#newMaster(old, ORDERED_AGAIN_MS).catch(() => undefined);
    }
    if (next === undefined) throw new Error(`waited ${WITHIN_MS} ms for the fail-over`);
    // Only a further fail-over, back to it, could keep it a master.
    await waitUntil(async () => (await old.cli('ROLE')).startsWith('slave') || (await this.#agreedMaster()) === old, { withinMs: WITHIN_MS, what: 'the old master to step back' });
    return next;
  }

  /** After `old` was killed or frozen: resolves with the new master when every Sentinel knows it and the other servers follow it. */
  async awaitFailover(old: RedisServer): Promise<RedisServer> {
    await this.#newMaster(old);
    return this.#settled(old);
  }

  /** Resolves with the master that the Sentinels agree on when every other server follows it. */
  async ready(): Promise<RedisServer> {
    return this.#settled();
  }

  async stop(): Promise<void> {
    await this.#group.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #agreedMaster(): Promise<RedisServer | undefined> {
    const running = this.sentinels.filter(({ running }) => running);
    const answers = await Promise.all(running.map((sentinel) => sentinel.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME)));
    return this.servers.find(({ host, port }) => answers.every((answer) => answer === `${host}\n${port}`));
  }

  async #order(): Promise<boolean> {
    const [sentinel] = this.sentinels.filter(({ running }) => running);
    return (await sentinel?.cli('SENTINEL', 'FAILOVER', MASTER_NAME)) === 'OK';
  }

  async #newMaster(old: RedisServer, withinMs: number = WITHIN_MS): Promise<RedisServer> {
    const elsewhere = async () => {
      const master = await this.#agreedMaster();
      return master === old ? undefined : master;
    };
    return waitUntil(elsewhere, { withinMs, what: 'the fail-over' });
  }

  /** @param absent of whom nothing is expected */
  async #settled(absent?: RedisServer): Promise<RedisServer> {
    const master = await waitUntil(() => this.#followedMaster(absent), { withinMs: WITHIN_MS, what: 'the replicas to follow the master' });
    await waitUntil(() => this.#knowEachOther(), { withinMs: WITHIN_MS, what: 'the Sentinels to know the replicas and each other' });
    return master;
  }

  async #followedMaster(absent: RedisServer | undefined): Promise<RedisServer | undefined> {
    const master = await this.#agreedMaster();
    if (master === undefined) return undefined;
    const followers = this.servers.filter((server) => server !== master && server !== absent);
    return (await follow(followers, master)) ? master : undefined;
  }

  async #knowEachOther(): Promise<boolean> {
    const running = this.sentinels.filter((sentinel) => sentinel.running);
    const views = await Promise.all(running.map((sentinel) => sentinel.cli('SENTINEL', 'MASTER', MASTER_NAME)));
    return views.every((view) => view.includes('\nnum-slaves\n2\n') && view.includes('\nnum-other-sentinels\n2\n') && view.includes('\nflags\nmaster\n'));
  }
}

/** Starts six processes; resolves when a fail-over could happen, within about two seconds. */
export async function startSentinelSet(): Promise<SentinelSet> {
  return SentinelSet.start();
}

async function follow(followers: readonly RedisServer[], master: RedisServer): Promise<boolean> {
  const [role = '', ...roles] = await Promise.all([master, ...followers].map((server) => server.cli('ROLE')));
  const follows = roles.every((each) => each.startsWith(`slave\n${master.host}\n${master.port}\nconnected`));
  return role.startsWith('master') && follows && followers.every((follower) => isHeardBy(role, follower));
}

/** A replica calls itself connected before its master sends it what is written: that begins when it has told how far it is. */
function isHeardBy(roleOfMaster: string, { host, port }: RedisServer): boolean {
  const [, offset = '0'] = new RegExp(`\\n${host}\\n${port}\\n(\\d+)`).exec(roleOfMaster) ?? [];
  return Number(offset) > 0;
}

/** By default a Sentinel asks the servers for news every 10 s. A server before Redis 7 keeps to that: slower, not wrong. */
async function hurry(sentinel: RedisServer): Promise<void> {
  try {
    await sentinel.cli('SENTINEL', 'DEBUG', 'info-period', '200', 'publish-period', '200');
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('ERR'))) throw error;
  }
}

function sentinelLines({ host, port }: RedisServer): readonly string[] {
  return [
    `monitor ${MASTER_NAME} ${host} ${port} 2`,
    `down-after-milliseconds ${MASTER_NAME} 3000`,
    `failover-timeout ${MASTER_NAME} 5000`,
    `parallel-syncs ${MASTER_NAME} 2`,
  ];
}
