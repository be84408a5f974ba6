import { type BrokerError, ClosedError } from '@runwire/broker-core';
import type { Line } from '../connection/line.js';
import type { RedisClient } from '../connection/redis-client.js';
import { ServerReplyError } from '../connection/server-reply-error.js';
import type { Layout } from '../layout.js';
import { ActiveSubscriptions } from './active-subscriptions.js';
import { PhysicalSubscription } from './physical-subscription.js';

export interface ListenersOptions {
  readonly layout: Layout;
  readonly line: Line;
  /** Channel of this broker's own probes. */
  readonly probe: string;
  /** A live payload of a topic, each exactly once per connection. */
  readonly onPayload: (topic: string, payload: Buffer) => void;
  readonly onProbe: (payload: Buffer) => void;
}

/** An attached pattern, and who waits until it is in place. */
interface Wanted {
  readonly subscription: PhysicalSubscription;
  resolve: () => void;
  reject: (error: BrokerError) => void;
  isSettled: boolean;
}

/** The attached patterns, kept subscribed through every reconnect. */
export class Listeners {
  readonly #options: ListenersOptions;
  readonly #wanted = new Map<string, Wanted>();
  readonly #active = new ActiveSubscriptions();
  #refused: BrokerError | undefined;

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  /** Why a pattern could not be subscribed again after a reconnect; undefined: all are in place. */
  get refused(): BrokerError | undefined {
    return this.#refused;
  }

  /** The patterns that are attached. */
  patterns(): readonly string[] {
    return [...this.#wanted.keys()];
  }

  /** Resolves when the server has confirmed; waits out a lost connection. @throws ServerReplyError when it is not allowed, ConnectionError when there never was a connection */
  async attach(pattern: string): Promise<void> {
    await this.#options.line.open();
    await new Promise<void>((resolve, reject) => {
      const wanted: Wanted = {
        subscription: new PhysicalSubscription(pattern, this.#options.layout),
        isSettled: false,
        resolve: () => { wanted.isSettled = true; resolve(); },
        reject: (error) => { wanted.isSettled = true; reject(error); },
      };
      this.#wanted.set(pattern, wanted);
      const { client } = this.#options.line;
      if (client !== undefined) void this.#begin(client, wanted);
    });
  }

  /** Resolves when the server has let go, or the connection is gone. */
  async detach(pattern: string): Promise<void> {
    const wanted = this.#wanted.get(pattern);
    this.#wanted.delete(pattern);
    const { client } = this.#options.line;
    if (wanted === undefined || client === undefined) return;
    const { subscription } = wanted;
    try {
      await subscription.end(client, () => { this.#active.delete(subscription); });
    } catch {
      // The connection is lost, and the subscription with it.
      this.#active.delete(subscription);
    }
  }

  /** Subscribes everything on a new connection. Rejects when the connection ends meanwhile. */
  async resubscribe(client: RedisClient): Promise<void> {
    this.#active.clear();
    this.#refused = undefined;
    client.onMessage((source, channel, payload) => { this.#take(source, channel, payload); });
    const probed = client.subscription('subscribe', this.#options.probe, () => undefined).catch(ignoreRefusal);
    await Promise.all([probed, ...Array.from(this.#wanted.values(), (wanted) => this.#begin(client, wanted))]);
    if (!client.isOpen) throw await client.closed;
  }

  /** Tries again what was refused. */
  async retryRefused(): Promise<void> {
    const { client } = this.#options.line;
    if (client === undefined || this.#refused === undefined) return;
    this.#refused = undefined;
    const missing = [...this.#wanted.values()].filter(({ subscription }) => !this.#active.has(subscription));
    await Promise.all(missing.map((wanted) => this.#begin(client, wanted)));
  }

  close(): void {
    for (const wanted of this.#wanted.values()) {
      if (!wanted.isSettled) wanted.reject(new ClosedError('The broker'));
    }
    this.#wanted.clear();
    this.#active.clear();
  }

  /** Never rejects: a lost connection is another one's matter, and a refusal is told to who waits, or kept. */
  async #begin(client: RedisClient, wanted: Wanted): Promise<void> {
    const { subscription } = wanted;
    try {
      await subscription.begin(client, () => { this.#active.add(subscription); });
      if (!wanted.isSettled) wanted.resolve();
    } catch (error) {
      if (!(error instanceof ServerReplyError)) return;
      if (wanted.isSettled) {
        this.#refused = error;
        return;
      }
      this.#wanted.delete(subscription.pattern);
      wanted.reject(error);
    }
  }

  #take(source: string, channel: string, payload: Buffer): void {
    if (source === this.#options.probe) {
      this.#options.onProbe(payload);
      return;
    }
    const topic = this.#options.layout.topicOf(channel);
    if (topic !== undefined && this.#active.canonical(topic)?.source === source) this.#options.onPayload(topic, payload);
  }
}

function ignoreRefusal(error: unknown): void {
  // Without this right there are no delivery probes; the health check says so.
  if (!(error instanceof ServerReplyError)) throw error;
}
