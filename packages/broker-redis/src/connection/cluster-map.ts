import { ClosedError, ConnectionError } from '@runwire/broker-core';
import type { RedisClient } from './redis-client.js';
import { showAddress, type ServerAddress } from './server-address.js';
import { SlotMap } from './slot-map.js';

/** Makes one connection to a node; an abort gives up. */
export type OpenNode = (address: ServerAddress, signal: AbortSignal) => Promise<RedisClient>;

export interface ClusterMapOptions {
  /** Some nodes; the others are discovered. */
  readonly seeds: readonly ServerAddress[];
  readonly open: OpenNode;
}

/** Which master serves which slot, as the Cluster told when it was last asked. */
export class ClusterMap {
  readonly #options: ClusterMapOptions;
  readonly #closing = new AbortController();
  readonly #listeners: (() => void)[] = [];
  /** Finds a connection that happens to be open. */
  #borrow: (address: ServerAddress) => RedisClient | undefined = () => undefined;
  #slots: SlotMap | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(options: ClusterMapOptions) {
    this.#options = options;
  }

  /** Where the map stands before it is known: being asked for, or not. */
  get kind(): 'idle' | 'connecting' | 'known' | 'closed' {
    if (this.#closing.signal.aborted) return 'closed';
    if (this.#slots !== undefined) return 'known';
    return this.#refreshing === undefined ? 'idle' : 'connecting';
  }

  /** The masters that serve slots. */
  get masters(): readonly ServerAddress[] {
    return this.#slots?.masters ?? [];
  }

  /** All nodes that are known, replicas too. */
  get nodes(): readonly ServerAddress[] {
    return this.#slots?.nodes ?? this.#options.seeds;
  }

  masterOf(slot: number): ServerAddress | undefined {
    return this.#slots?.masterOf(slot);
  }

  /** A node has said that this slot has moved. */
  redirect(slot: number, master: ServerAddress): void {
    this.#slots?.redirect(slot, master);
  }

  /** `borrow` finds connections over which to ask, where there are any. */
  borrowFrom(borrow: (address: ServerAddress) => RedisClient | undefined): void {
    this.#borrow = borrow;
  }

  /** Hears of every map that the Cluster has told. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Asks for the first time. @throws ConnectionError when no node answers, ClosedError */
  async open(): Promise<void> {
    if (this.#slots === undefined) await this.#refreshed();
  }

  /** Asks again, in the background where nobody waits for it. Never rejects: the map known so far has to do. */
  async refresh(): Promise<void> {
    await this.#refreshed().catch(() => undefined);
  }

  close(): void {
    this.#closing.abort();
  }

  /** Why nothing can be sent. */
  absent(): ClosedError | ConnectionError {
    if (this.#closing.signal.aborted) return new ClosedError('The broker');
    return new ConnectionError(`There is no connection to the Cluster of ${this.#options.seeds.map(showAddress).join(', ')} just now; the broker goes on trying. Check that its nodes run (REDIS_CLUSTER_NODES).`);
  }

  #refreshed(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => { this.#refreshing = undefined; });
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    if (this.#closing.signal.aborted) throw this.absent();
    const nodes = new Map([...(this.#slots?.nodes ?? []), ...this.#options.seeds].map((address) => [showAddress(address), address]));
    let problem: unknown = this.absent();
    for (const address of nodes.values()) {
      try {
        this.#slots = await this.#ask(address);
      } catch (error) {
        problem = error;
        continue;
      }
      for (const listener of this.#listeners) listener();
      return;
    }
    throw problem;
  }

  async #ask(address: ServerAddress): Promise<SlotMap> {
    const open = this.#borrow(address);
    const client = open ?? (await this.#options.open(address, this.#closing.signal));
    try {
      const map = SlotMap.of(await client.call('cluster', ['slots']), address);
      if (map.masters.length === 0) throw new ConnectionError(`The node at ${client.address} serves no slots; check that it has joined the Cluster.`);
      return map;
    } finally {
      if (open === undefined) client.destroy();
    }
  }
}
