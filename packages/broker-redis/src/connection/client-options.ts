import type { RedisConfig } from '@runwire/broker-core';
import type { RedisOptions } from 'ioredis';
import type { ServerAddress } from './server-address.js';

/** How to open one connection. */
export interface ClientSettings {
  readonly address: ServerAddress;
  /** The longest that opening may take, milliseconds. */
  readonly timeoutMs: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly db: number;
  readonly tls?: RedisConfig['tls'];
}

/** Milliseconds of idleness before the operating system probes the connection. */
const KEEP_ALIVE_MS = 10_000;

/**
 * ioredis as a plain connection: nothing of its reconnecting, queueing, resending and resubscribing, each of which loses,
 * doubles or misdirects something. RESP 2, because its parser is the faster one.
 */
export function clientOptions({ address, timeoutMs, username, password, db, tls }: ClientSettings): Omit<RedisOptions, 'replyMapping'> {
  return {
    host: address.host,
    port: address.port,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined || tls === false ? {} : { tls: tls === true ? {} : definedOf(tls) }),
    db,
    protocol: 2,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: null,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    disconnectTimeout: 0, // `destroy` does not wait, and a timer of two seconds would keep the process alive
    connectTimeout: timeoutMs,
    keepAlive: KEEP_ALIVE_MS,
    noDelay: true,
  };
}

const definedOf = <T extends object>(object: T): T => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
