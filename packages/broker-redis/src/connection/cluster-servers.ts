import { setTimeout as delay } from 'node:timers/promises';
import { ClosedError, ConnectionError } from '@runwire/broker-core';
import type { Commands } from './commands.js';
import { hashSlot } from './hash-slot.js';
import { Line, type LineState } from './line.js';
import { assertMaster } from './master-check.js';
import type { Argument, RedisClient, Reply } from './redis-client.js';
import { showAddress, type ServerAddress } from './server-address.js';
import { ServerReplyError } from './server-reply-error.js';
import { SlotMap } from './slot-map.js';

export interface ClusterServersOptions {
  /** Some nodes; the others are discovered. */
  readonly seeds: readonly ServerAddress[];
  readonly open: (address: ServerAddress, signal: AbortSignal) => Promise<RedisClient>;
  readonly onState: () => void;
  readonly prepare: (client: RedisClient) => Promise<void>;
}

/** Redirections, and refusals for the moment, that one command follows. */
const MAX_TRIES = 30;
const PAUSE_MS = 100;
/** Milliseconds between looks at the map while something is wrong. */
const REFRESH_MS = 500;

/** The masters of a Cluster, a connection to each that is needed; follows moved slots and fail-overs. */
export class ClusterServers implements Commands {
  readonly isOneServer = false;
  readonly #options: ClusterServersOptions;
  readonly #closing = new AbortController();
  readonly #lines = new Map<string, { readonly line: Line; readonly address: ServerAddress }>();
  #map: SlotMap | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(options: ClusterServersOptions) {
    this.#options = options;
  }

  /** Connects to a node, learns the others, and connects to the masters. */
  async open(): Promise<void> {
    if (this.#map !== undefined) return;
    await this.#refresh();
    await Promise.all(this.#masters().map((address) => this.#line(address).open()));
  }

  states(): readonly LineState[] {
    if (this.#closing.signal.aborted) return [{ kind: 'closed' }];
    if (this.#map === undefined) return [{ kind: this.#refreshing === undefined ? 'idle' : 'connecting' }];
    return Array.from(this.#lines.values(), ({ line }) => line.state);
  }

  close(): void {
    this.#closing.abort();
    for (const { line } of this.#lines.values()) line.close();
  }

  /** A node that may be alive, for whoever can use any. */
  async anyNode(): Promise<ServerAddress> {
    await this.open();
    const ready = [...this.#lines.values()].filter(({ line }) => line.client !== undefined).map(({ address }) => address);
    const nodes = ready.length > 0 ? ready : (this.#map?.nodes ?? this.#options.seeds);
    const node = nodes[Math.floor(Math.random() * nodes.length)];
    if (node === undefined) throw this.#absent();
    return node;
  }

  isReady(key: string): boolean {
    return this.#lineOf(key)?.client !== undefined;
  }

  async ready(key: string, withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    this.#assertOpen();
    await this.open();
    while (!this.isReady(key)) {
      this.#assertOpen();
      const left = deadline - Date.now();
      if (left <= 0) throw this.#absent();
      await this.#lineOf(key)?.ready(Math.min(left, REFRESH_MS)).catch(() => undefined);
      if (!this.isReady(key)) await Promise.all([this.#refresh().catch(() => undefined), delay(Math.min(left, PAUSE_MS))]);
    }
  }

  async call(key: string, command: string, args: readonly Argument[]): Promise<Reply> {
    for (let tries = 1; ; tries++) {
      try {
        const { client } = this.#lineOf(key) ?? {};
        if (client === undefined) throw this.#absent();
        return await client.call(command, args);
      } catch (error) {
        if (!(error instanceof ServerReplyError) || tries === MAX_TRIES) throw error;
        const asked = await this.#follow(key, error, () => this.#ask(error, command, args));
        if (asked !== undefined) return asked.reply;
      }
    }
  }

  group<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
    const groups = new Map<number, T[]>();
    for (const item of items) {
      const slot = hashSlot(keyOf(item));
      const group = groups.get(slot);
      if (group === undefined) groups.set(slot, [item]);
      else group.push(item);
    }
    return [...groups.values()];
  }

  /** What a refusal asks for. Resolves when the command may be tried again, or with the reply of the node that was named. */
  async #follow(key: string, error: ServerReplyError, ask: () => Promise<Reply>): Promise<{ readonly reply: Reply } | undefined> {
    switch (error.kind) {
      case 'MOVED':
        this.#map?.redirect(hashSlot(key), addressIn(error));
        void this.#refresh().catch(() => undefined);
        await this.#line(addressIn(error)).ready(PAUSE_MS * 10);
        return undefined;
      case 'ASK':
        return { reply: await ask() };
      case 'TRYAGAIN':
      case 'CLUSTERDOWN':
      case 'LOADING':
      case 'READONLY':
        await Promise.all([this.#refresh().catch(() => undefined), delay(PAUSE_MS)]);
        return undefined;
      default:
        throw error;
    }
  }

  /** The key is on its way to another node, which serves it to who says ASKING right before. */
  async #ask(error: ServerReplyError, command: string, args: readonly Argument[]): Promise<Reply> {
    const client = await this.#line(addressIn(error)).ready(PAUSE_MS * 10);
    const asking = client.call('asking', []);
    const reply = client.call(command, args);
    await Promise.allSettled([asking, reply]);
    return reply;
  }

  #masters(): readonly ServerAddress[] {
    return this.#map?.masters ?? [];
  }

  #lineOf(key: string): Line | undefined {
    const master = this.#map?.masterOf(hashSlot(key));
    return master === undefined ? undefined : this.#line(master);
  }

  #line(address: ServerAddress): Line {
    const name = showAddress(address);
    const known = this.#lines.get(name);
    if (known !== undefined) return known.line;
    const { open, onState, prepare } = this.#options;
    const line = new Line({
      open: (signal) => open(address, signal),
      onState: (state) => {
        onState();
        if (state.kind === 'waiting') void this.#refresh().catch(() => undefined);
      },
      prepare: async (client) => {
        await assertMaster(client);
        await prepare(client);
      },
    });
    this.#lines.set(name, { line, address });
    void line.open().catch(() => undefined);
    return line;
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#readMap().finally(() => { this.#refreshing = undefined; });
    return this.#refreshing;
  }

  async #readMap(): Promise<void> {
    this.#assertOpen();
    const nodes = new Map([...(this.#map?.nodes ?? []), ...this.#options.seeds].map((address) => [showAddress(address), address]));
    let problem: unknown = this.#absent();
    for (const address of nodes.values()) {
      try {
        this.#map = await this.#askMap(address);
        this.#prune();
        return;
      } catch (error) {
        problem = error;
      }
    }
    throw problem;
  }

  async #askMap(address: ServerAddress): Promise<SlotMap> {
    const open = this.#lines.get(showAddress(address))?.line.client;
    const client = open ?? (await this.#options.open(address, this.#closing.signal));
    try {
      const map = SlotMap.of(await client.call('cluster', ['slots']), address);
      if (map.masters.length === 0) throw new ConnectionError(`The node at ${client.address} serves no slots; check that it has joined the Cluster.`);
      return map;
    } finally {
      if (open === undefined) client.destroy();
    }
  }

  /** Closes connections to what is no master any more. */
  #prune(): void {
    const masters = new Set(this.#masters().map(showAddress));
    for (const [name, { line }] of this.#lines) {
      if (masters.has(name)) continue;
      this.#lines.delete(name);
      line.close();
    }
    this.#options.onState();
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new ClosedError('The broker');
  }

  #absent(): ClosedError | ConnectionError {
    if (this.#closing.signal.aborted) return new ClosedError('The broker');
    return new ConnectionError(`There is no connection to the Cluster of ${this.#options.seeds.map(showAddress).join(', ')} just now; the broker goes on trying. Check that its nodes run (REDIS_CLUSTER_NODES).`);
  }
}

/** `MOVED 3999 127.0.0.1:6381`, `ASK …`. */
function addressIn({ reply }: ServerReplyError): ServerAddress {
  const [, , address = ''] = reply.split(' ');
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}
