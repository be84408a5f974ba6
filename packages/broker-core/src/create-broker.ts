import type { MessageBroker } from './broker.js';
import { configFromEnvironment, parseBrokerConfig, type BrokerConfig, type ParsedBrokerConfig } from './config.js';
import { BackendNotInstalledError, ConfigError } from './errors.js';

/** What the package of a backend exports, as `@runwire/broker-<type>`. */
export interface BackendModule {
  /** Resolves when the broker is usable: a networked backend has connected. Rejects with a typed error otherwise. */
  createBroker(config: ParsedBrokerConfig): Promise<MessageBroker>;
}

/** Loads the package of a backend. Give one where a computed `import()` cannot see it: bundlers, strict layouts. */
export type BackendLoader = () => Promise<BackendModule>;

/**
 * Makes a fresh broker. The backend's package is loaded only when it is asked for.
 *
 * @param config default: from the environment (`MESSAGE_BROKER_TYPE`, `REDIS_URL`, …), `memory` if that says nothing
 * @param backends loaders by type, for example `{ redis: () => import('@runwire/broker-redis') }`
 * @throws ConfigError, BackendNotInstalledError, ConnectionError, TimeoutError
 */
export async function createMessageBroker(config?: BrokerConfig, backends: Readonly<Record<string, BackendLoader>> = {}): Promise<MessageBroker> {
  const parsed = config === undefined ? configFromEnvironment() : parseBrokerConfig(config);
  const backend = await load(parsed.type, backends);
  return backend.createBroker(parsed);
}

async function load(type: string, backends: Readonly<Record<string, BackendLoader>>): Promise<BackendModule> {
  const loader = Object.hasOwn(backends, type) ? backends[type] : undefined;
  const name = `@runwire/broker-${type}`;
  const found: unknown = await (loader === undefined ? importPackage(name, type) : loader());
  if (isBackend(found)) return found;
  throw new ConfigError(`${loader === undefined ? `Package "${name}"` : `The loader for "${type}"`} exports no createBroker function; it is not a Runwire backend.`);
}

async function importPackage(name: string, type: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    const hint = ['memory', 'redis'].includes(type) ? '' : ' The backends of Runwire itself are "memory" and "redis".';
    throw new BackendNotInstalledError(name, `The broker type is "${type}", but its package is not installed; run: npm install ${name}${hint === '' ? '' : '.'}${hint}`, { cause: error });
  }
}

/** The package itself is missing, not something that it imports. */
function isMissing(error: unknown, name: string): boolean {
  // Not by `instanceof`: a test runner's loader throws errors of another realm.
  if (typeof error !== 'object' || error === null || !('code' in error && 'message' in error)) return false;
  return ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(String(error.code)) && String(error.message).includes(`'${name}'`);
}

function isBackend(found: unknown): found is BackendModule {
  return typeof found === 'object' && found !== null && 'createBroker' in found && typeof found.createBroker === 'function';
}
