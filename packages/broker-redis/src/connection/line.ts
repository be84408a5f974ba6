import { BrokerError, ClosedError, ConnectionError } from '@runwire/broker-core';
import { backoffMs } from './backoff.js';
import { Probe } from './probe.js';
import type { RedisClient } from './redis-client.js';

export type LineState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly client: RedisClient }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryInMs: number; readonly error: BrokerError }
  | { readonly kind: 'closed' };

export interface LineOptions {
  /** Makes one attempt; an abort gives up. */
  readonly open: (signal: AbortSignal) => Promise<RedisClient>;
  /** Prepares a new connection before it counts as ready; a rejection ends it. */
  readonly prepare?: (client: RedisClient) => Promise<void>;
  readonly onState: (state: LineState) => void;
  /** Milliseconds between probes, and the longest a probe may take. Default 5 000. */
  readonly probeMs?: number | undefined;
  /** Asked with every probe; a rejection ends the connection. */
  readonly check?: (client: RedisClient) => Promise<void>;
}

const PROBE_MS = 5_000;

/**
 * A connection that comes back: a fresh client for each attempt, for ever, until `close`. Only the first attempt
 * fails fast. A probe finds the connection that is open but dead.
 */
export class Line {
  readonly #options: LineOptions;
  #state: LineState = { kind: 'idle' };
  #opening: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #probe: ReturnType<typeof setInterval> | undefined;
  readonly #closing = new AbortController();
  readonly #waiters = new Set<{ resolve: (client: RedisClient) => void; reject: (error: BrokerError) => void }>();

  constructor(options: LineOptions) {
    this.#options = options;
  }

  get state(): LineState {
    return this.#state;
  }

  /** The connection, while there is one that is ready. */
  get client(): RedisClient | undefined {
    return this.#state.kind === 'ready' && this.#state.client.isOpen ? this.#state.client : undefined;
  }

  /** Connects for the first time; later calls do nothing. @throws ConnectionError when the first attempt fails, ClosedError */
  open(): Promise<void> {
    if (this.#state.kind === 'closed') return Promise.reject(new ClosedError('The broker'));
    if (this.#state.kind !== 'idle' && this.#opening === undefined) return Promise.resolve();
    this.#opening ??= this.#openFirst();
    return this.#opening;
  }

  /** Connects in the background, and goes on trying although the first attempt fails. */
  start(): void {
    this.open().catch((error: unknown) => {
      if (this.#state.kind === 'idle') this.#retry(1, toBrokerError(error));
    });
  }

  /** The connection as soon as it is ready. Rejects when it is not by the deadline (milliseconds from now), or never was. */
  async ready(withinMs: number): Promise<RedisClient> {
    await this.open();
    const now = this.client;
    return now ?? this.#nextClient(withinMs);
  }

  close(): void {
    const { client } = this;
    this.#set({ kind: 'closed' });
    this.#closing.abort();
    clearTimeout(this.#timer);
    clearInterval(this.#probe);
    client?.destroy(new ClosedError('The broker'));
    for (const { reject } of [...this.#waiters]) reject(new ClosedError('The broker'));
  }

  async #openFirst(): Promise<void> {
    this.#set({ kind: 'connecting' });
    try {
      await this.#attempt();
    } catch (error) {
      this.#set({ kind: 'idle' });
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }

  async #attempt(): Promise<void> {
    const client = await this.#options.open(this.#closing.signal);
    try {
      this.#assertOpen();
      await this.#options.prepare?.(client);
      this.#assertOpen();
      if (!client.isOpen) throw await client.closed;
    } catch (error) {
      client.destroy();
      throw error;
    }
    this.#set({ kind: 'ready', client });
    void client.closed.then((error) => { this.#onLost(client, error); });
    this.#probe = setInterval(() => { void this.#check(client); }, this.#options.probeMs ?? PROBE_MS);
    this.#probe.unref();
    for (const { resolve } of [...this.#waiters]) resolve(client);
  }

  #onLost(client: RedisClient, error: BrokerError): void {
    if (this.#state.kind !== 'ready' || this.#state.client !== client) return;
    clearInterval(this.#probe);
    this.#retry(1, error);
  }

  /** Referenced, so that a process that waits for its broker does not end meanwhile. */
  #retry(attempt: number, error: BrokerError): void {
    const retryInMs = backoffMs(attempt);
    this.#set({ kind: 'waiting', attempt, retryInMs, error });
    this.#timer = setTimeout(() => {
      this.#attempt().catch((failure: unknown) => {
        if (this.#state.kind !== 'closed') this.#retry(attempt + 1, toBrokerError(failure));
      });
    }, retryInMs);
  }

  async #check(client: RedisClient): Promise<void> {
    const probe = new Probe(client, this.#options.probeMs ?? PROBE_MS);
    try {
      await probe.run();
      await this.#options.check?.(client);
    } catch (error) {
      client.destroy(toBrokerError(error));
    }
  }

  #nextClient(withinMs: number): Promise<RedisClient> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { waiter.reject(this.#outage()); }, withinMs);
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter = {
        resolve: (client: RedisClient) => { settle(); resolve(client); },
        reject: (error: BrokerError) => { settle(); reject(error); },
      };
      this.#waiters.add(waiter);
    });
  }

  #outage(): BrokerError {
    return this.#state.kind === 'waiting' ? this.#state.error : new ConnectionError('There is no connection to Redis yet; the broker goes on trying.');
  }

  #assertOpen(): void {
    if (this.#state.kind === 'closed') throw new ClosedError('The broker');
  }

  #set(state: LineState): void {
    if (this.#state.kind === 'closed') return;
    this.#state = state;
    this.#options.onState(state);
  }
}

const toBrokerError = (error: unknown): BrokerError =>
  error instanceof BrokerError ? error : new ConnectionError('The connection to Redis failed in an unexpected way; the broker goes on trying.');
