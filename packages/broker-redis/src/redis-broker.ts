import type { RedisConfig } from '@runwire/broker-core';
import { BackendBroker, BROKER_DEFAULTS, type BrokerOptions } from '@runwire/broker-core/backend';
import type { Reach } from './connection/server-address.js';
import { RedisBackend } from './redis-backend.js';

export interface RedisBrokerOptions extends BrokerOptions {
  /** How to reach Redis. Default: 127.0.0.1:6379. */
  readonly redis?: RedisConfig | undefined;
  /** Where a server is really reached whose address the configuration, a Sentinel or a Cluster gives: for NAT and containers. Default: there. */
  readonly reach?: Reach | undefined;
  /** Milliseconds between two probes of each connection, and the longest that one may take. Default 5 000; behind Sentinel 1 000. */
  readonly probeMs?: number | undefined;
}

/** The broker on Redis 6.2 or newer, or Valkey: one server, Sentinel or Cluster. Connects when first used, or by `connect`. */
export class RedisBroker extends BackendBroker {
  readonly #backend: RedisBackend;

  /** @throws ConfigError, BrokerError (`INVALID_ARGUMENT`) for an option out of range; does no I/O */
  constructor(options: RedisBrokerOptions = {}) {
    const { redis = {}, maxMessageBytes = BROKER_DEFAULTS.maxMessageBytes, idempotencyMs = BROKER_DEFAULTS.idempotencyMs } = options;
    const backend = new RedisBackend({ redis, maxMessageBytes, idempotencyMs, reach: options.reach, probeMs: options.probeMs });
    super(backend, options);
    this.#backend = backend;
  }

  /** Resolves when connected. @throws ConnectionError within 5 s, naming the server and what to check */
  connect(): Promise<void> {
    return this.#backend.connect();
  }
}

/** What the factory of `@runwire/broker-core` calls: a broker that is connected. @throws ConfigError, ConnectionError */
export async function createBroker(config: RedisBrokerOptions): Promise<RedisBroker> {
  const broker = new RedisBroker(config);
  try {
    await broker.connect();
    return broker;
  } catch (error) {
    await broker.close();
    throw error;
  }
}
