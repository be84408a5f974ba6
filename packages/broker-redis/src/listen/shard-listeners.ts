import { setTimeout as delay } from 'node:timers/promises';
import { ClosedError, ConfigError, type BrokerError } from '@runwire/broker-core';
import type { ClusterMap } from '../connection/cluster-map.js';
import type { LineState } from '../connection/line.js';
import type { MasterLines } from '../connection/master-lines.js';
import type { RedisClient } from '../connection/redis-client.js';
import { ServerReplyError } from '../connection/server-reply-error.js';
import type { Layout } from '../layout.js';
import { decodeAddressed } from '../wire-format.js';
import { ActiveSubscriptions } from './active-subscriptions.js';
import type { Listening, ListeningOptions } from './listening.js';
import type { PatternSource } from './pattern-source.js';
import { ShardChannel } from './shard-channel.js';

/** Times that one channel follows its slot before the connection is given up. */
const MAX_MOVES = 30;
/** Milliseconds before a channel follows a second time: the nodes do not agree yet. */
const PAUSE_MS = 100;

export interface ShardListenersOptions extends ListeningOptions {
  readonly layout: Layout;
  readonly map: ClusterMap;
  readonly lines: MasterLines;
  /** Channels of this broker's own probes, one in each partition. */
  readonly probes: readonly string[];
  /** A payload that does not say for whom it is. */
  readonly onStray: (payload: Buffer) => void;
  /** Channels are heard from another connection than before: between the two, something may have been missed. */
  readonly onMoved: () => void;
}

/**
 * Hears the partitions in which the topics of the attached patterns may lie, each from the master of its slot, and matches
 * here. A channel has one subscription for all patterns, so what overlaps comes once.
 */
export class ShardListeners implements Listening {
  readonly #options: ShardListenersOptions;
  readonly #attached = new Map<string, PatternSource>();
  readonly #active = new ActiveSubscriptions();
  /** All that are wanted, the probes among them. */
  readonly #channels = new Map<string, ShardChannel>();
  readonly #probes: ReadonlySet<string>;
  #isOpen = false;
  #isReplacing = false;

  constructor(options: ShardListenersOptions) {
    this.#options = options;
    this.#probes = new Set(options.probes);
    for (const name of options.probes) this.#channels.set(name, new ShardChannel(name));
    options.map.onChange(() => { this.#replace(); });
  }

  async open(): Promise<void> {
    await this.#options.lines.open();
    this.#isOpen = true;
  }

  states(): readonly LineState[] {
    return this.#options.lines.states();
  }

  get isReady(): boolean {
    return this.states().every(({ kind }) => kind === 'ready');
  }

  get refused(): BrokerError | undefined {
    // Without the right to hear them there are no delivery probes; the health check says so.
    return [...this.#channels.values()].find(({ name, refused }) => refused !== undefined && !this.#probes.has(name))?.refused;
  }

  patterns(): readonly string[] {
    return [...this.#attached.keys()];
  }

  async attach(pattern: string): Promise<void> {
    await this.open();
    const { layout } = this.#options;
    const names = layout.shardChannels(pattern);
    const subscription = { pattern, source: layout.glob(pattern) };
    this.#attached.set(pattern, subscription);
    this.#active.add(subscription);
    try {
      await Promise.all(names.map((name) => this.#acquire(name).heard()));
    } catch (error) {
      await this.detach(pattern);
      throw error;
    }
  }

  async detach(pattern: string): Promise<void> {
    const subscription = this.#attached.get(pattern);
    if (subscription === undefined) return;
    this.#attached.delete(pattern);
    this.#active.delete(subscription);
    await Promise.all(this.#options.layout.shardChannels(pattern).map((name) => this.#release(name)));
  }

  async resubscribe(client: RedisClient): Promise<void> {
    client.onMessage((_, channel, payload) => { this.#take(channel, payload); });
    client.onMoved(() => {
      for (const channel of this.#channels.values()) channel.drop(client);
      this.#replace();
    });
    const here = [...this.#channels.values()].filter(({ slot }) => this.#options.lines.newestOf(slot) === client);
    await Promise.all(here.map((channel) => this.#place(channel)));
    if (!client.isOpen) throw await client.closed;
  }

  async retryRefused(): Promise<void> {
    if (this.refused !== undefined) await this.#placeAll();
  }

  async fence(): Promise<void> {
    const { lines } = this.#options;
    await Promise.all(lines.ready().map(async (master) => lines.client(master)?.call('ping', [])));
  }

  close(): void {
    this.#options.lines.close();
    for (const channel of this.#channels.values()) channel.refuse(new ClosedError('The broker'));
    this.#channels.clear();
    this.#attached.clear();
    this.#active.clear();
  }

  #acquire(name: string): ShardChannel {
    const channel = this.#channels.get(name) ?? new ShardChannel(name);
    channel.users++;
    this.#channels.set(name, channel);
    void this.#place(channel);
    return channel;
  }

  async #release(name: string): Promise<void> {
    const channel = this.#channels.get(name);
    if (channel === undefined || --channel.users > 0) return;
    this.#channels.delete(name);
    await channel.leave();
  }

  /** Looks after all channels, when the turn of the event loop has ended: changes come in swarms. */
  #replace(): void {
    if (this.#isReplacing || !this.#isOpen) return;
    this.#isReplacing = true;
    setImmediate(() => {
      this.#isReplacing = false;
      void this.#placeAll();
    });
  }

  async #placeAll(): Promise<void> {
    const placed = await Promise.all(Array.from(this.#channels.values(), (channel) => this.#place(channel)));
    if (placed.includes(true)) this.#options.onMoved();
  }

  /**
   * Subscribes at the master of the slot, if a connection to it is there; if not, that connection will see to it. Never
   * rejects. Resolves to whether the channel is heard from there now, and was not before.
   */
  async #place(channel: ShardChannel): Promise<boolean> {
    for (let moves = 0; ; moves++) {
      const client = this.#options.lines.newestOf(channel.slot);
      if (client === undefined || channel.isOn(client) || this.#channels.get(channel.name) !== channel) return false;
      try {
        await channel.subscribe(client);
        return true;
      } catch (error) {
        // Lost connections come back by themselves.
        if (!(error instanceof ServerReplyError)) return false;
        if (error.kind !== 'MOVED' || moves === MAX_MOVES) {
          refuse(client, channel, error);
          return false;
        }
        this.#options.map.redirect(channel.slot, error.address);
        if (moves > 0) await delay(PAUSE_MS);
      }
    }
  }

  #take(name: string, payload: Buffer): void {
    if (this.#probes.has(name)) {
      this.#options.onProbe(payload);
      return;
    }
    const addressed = decodeAddressed(payload);
    if (addressed === undefined) this.#options.onStray(payload);
    else if (this.#active.canonical(addressed.topic) !== undefined) this.#options.onPayload(addressed.topic, addressed.frame);
  }
}

/** What may pass is tried again on another connection, with its growing pauses. */
function refuse(client: RedisClient, channel: ShardChannel, error: ServerReplyError): void {
  if (/unknown command/i.test(error.reply)) {
    client.destroy(new ConfigError(`Sharded channels (sharded: true, REDIS_SHARDED) need Redis 7 or newer, or Valkey; the server at ${client.address} does not know SSUBSCRIBE. Upgrade it, or leave the option out.`));
  } else if (error.retryable) client.destroy(error);
  else channel.refuse(error);
}
