import { type BrokerError, ClosedError } from '@runwire/broker-core';
import { isLiteral } from '@runwire/broker-core/backend';
import type { Line, LineState } from '../connection/line.js';
import type { RedisClient } from '../connection/redis-client.js';
import { ServerReplyError } from '../connection/server-reply-error.js';
import type { Layout } from '../layout.js';
import { ActiveSubscriptions } from './active-subscriptions.js';
import type { Listening, ListeningOptions } from './listening.js';
import { broadSource, narrowSource, type PatternSource } from './pattern-source.js';
import { Sources } from './sources.js';

/** Globs of one broker at most; further patterns share one glob for everything, and are matched here. */
const MAX_GLOBS = 50;

export interface ListenersOptions extends ListeningOptions {
  readonly layout: Layout;
  readonly line: Line;
  /** Channel of this broker's own probes. */
  readonly probe: string;
}

/** An attached pattern, and who waits until it is in place. */
interface Wanted {
  /** What brings its messages; undefined before it was first subscribed on the present connection. */
  source: PatternSource | undefined;
  readonly pattern: string;
  resolve: () => void;
  reject: (error: BrokerError) => void;
  isSettled: boolean;
}

/** Hears each topic on its own channel, over one connection that brings everything. */
export class Listeners implements Listening {
  readonly #options: ListenersOptions;
  readonly #wanted = new Map<string, Wanted>();
  readonly #active = new ActiveSubscriptions();
  readonly #sources = new Sources();
  #refused: BrokerError | undefined;
  /** The newest connection: ready, or being prepared. */
  #client: RedisClient | undefined;

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  open(): Promise<void> {
    return this.#options.line.open();
  }

  states(): readonly LineState[] {
    return [this.#options.line.state];
  }

  get isReady(): boolean {
    return this.#options.line.client !== undefined;
  }

  get refused(): BrokerError | undefined {
    return this.#refused;
  }

  patterns(): readonly string[] {
    return [...this.#wanted.keys()];
  }

  async attach(pattern: string): Promise<void> {
    await this.#options.line.open();
    await new Promise<void>((resolve, reject) => {
      const wanted: Wanted = {
        pattern,
        source: undefined,
        isSettled: false,
        resolve: () => { wanted.isSettled = true; resolve(); },
        reject: (error) => { wanted.isSettled = true; reject(error); },
      };
      this.#wanted.set(pattern, wanted);
      if (this.#client?.isOpen === true) void this.#put(this.#client, wanted);
    });
  }

  async detach(pattern: string): Promise<void> {
    const wanted = this.#wanted.get(pattern);
    this.#wanted.delete(pattern);
    const source = wanted?.source;
    if (source === undefined || this.#client?.isOpen !== true) return;
    try {
      await this.#sources.end(this.#client, source.source, () => { this.#active.delete(source); });
    } catch {
      // The connection is lost, and the subscription with it.
      this.#active.delete(source);
    }
  }

  async resubscribe(client: RedisClient): Promise<void> {
    this.#client = client;
    this.#active.clear();
    this.#sources.clear();
    this.#refused = undefined;
    client.onMessage((source, channel, payload) => { this.#take(source, channel, payload); });
    const probed = client.subscription('subscribe', this.#options.probe, () => undefined).catch(ignoreRefusal);
    await Promise.all([probed, ...Array.from(this.#wanted.values(), (wanted) => this.#put(client, wanted))]);
    if (!client.isOpen) throw await client.closed;
  }

  async retryRefused(): Promise<void> {
    const client = this.#client;
    if (client?.isOpen !== true || this.#refused === undefined) return;
    this.#refused = undefined;
    const missing = [...this.#wanted.values()].filter(({ source }) => source === undefined || !this.#active.has(source));
    await Promise.all(missing.map((wanted) => this.#put(client, wanted)));
  }

  async fence(): Promise<void> {
    await this.#options.line.client?.call('ping', []);
  }

  close(): void {
    this.#options.line.close();
    for (const wanted of this.#wanted.values()) {
      if (!wanted.isSettled) wanted.reject(new ClosedError('The broker'));
    }
    this.#wanted.clear();
    this.#active.clear();
  }

  /** Never rejects: a lost connection is another one's matter, and a refusal is told to who waits, or kept. */
  async #put(client: RedisClient, wanted: Wanted): Promise<void> {
    try {
      await this.#subscribe(client, wanted);
      if (!wanted.isSettled) wanted.resolve();
    } catch (error) {
      if (!(error instanceof ServerReplyError)) return;
      if (wanted.isSettled) {
        this.#refused = error;
        return;
      }
      this.#wanted.delete(wanted.pattern);
      wanted.reject(error);
    }
  }

  /** An ACL allows a glob only literally; whoever may hear everything may hear a part of it. */
  async #subscribe(client: RedisClient, wanted: Wanted): Promise<void> {
    const { layout } = this.#options;
    const narrow = narrowSource(wanted.pattern, layout);
    const broad = broadSource(layout);
    const first = !isLiteral(wanted.pattern) && this.#sources.globs >= MAX_GLOBS ? broad : narrow;
    try {
      await this.#begin(client, wanted, first);
    } catch (error) {
      if (!(error instanceof ServerReplyError && error.kind === 'NOPERM') || first === broad || isLiteral(wanted.pattern)) throw error;
      await this.#begin(client, wanted, broad);
    }
  }

  async #begin(client: RedisClient, wanted: Wanted, name: string): Promise<void> {
    const source = { pattern: wanted.pattern, source: name };
    wanted.source = source;
    await this.#sources.begin(client, name, () => { this.#active.add(source); });
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
