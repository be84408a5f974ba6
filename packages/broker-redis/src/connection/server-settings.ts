import { ConfigError, type RedisConfig } from '@runwire/broker-core';
import type { ClientSettings } from './client-options.js';

/** The longest one attempt to connect may take, milliseconds. */
const TIMEOUT_MS = 4_000;

/** How to open connections to the one server of a configuration. @throws ConfigError */
export function serverSettings(redis: RedisConfig): ClientSettings {
  const fromUrl = redis.url === undefined ? {} : readUrl(redis.url);
  const { host = '127.0.0.1', port = 6_379, username, password, db = 0, tls } = { ...fromUrl, ...definedOf(redis) };
  return { address: { host, port }, timeoutMs: TIMEOUT_MS, username, password, db, tls };
}

function readUrl(text: string): Partial<Pick<RedisConfig, 'host' | 'port' | 'username' | 'password' | 'db' | 'tls'>> {
  const url = new URL(text);
  const path = url.pathname.replace(/^\//, '');
  if (!/^\d{0,4}$/.test(path)) throw new ConfigError(`The path of REDIS_URL is "/${path}"; write the database number there, like redis://host:6379/0, or nothing.`);
  return {
    // IPv6 comes in brackets.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(path === '' ? {} : { db: Number(path) }),
    ...(url.protocol === 'rediss:' ? { tls: true } : {}),
  };
}

const definedOf = <T extends object>(object: T): Partial<T> => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
