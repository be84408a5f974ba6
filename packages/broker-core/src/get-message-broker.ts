import type { MessageBroker } from './broker.js';
import { configFromEnvironment, parseBrokerConfig, type BrokerConfig } from './config.js';
import { createMessageBroker } from './create-broker.js';

/** The brokers of this process, by configuration. The one module state of the product: it is what "process-wide" means. */
const brokers = new Map<string, Promise<MessageBroker>>();

/**
 * The process-wide broker for this configuration: a trainer and a dashboard in one process share it. Whoever owns the
 * process closes it; the next call after that makes a new one.
 *
 * @param config default: from the environment
 * @throws ConfigError, BackendNotInstalledError, ConnectionError, TimeoutError; the next call tries anew
 */
export function getMessageBroker(config?: BrokerConfig): Promise<MessageBroker> {
  try {
    const parsed = config === undefined ? configFromEnvironment() : parseBrokerConfig(config);
    const key = canonical(parsed);
    const known = brokers.get(key);
    if (known !== undefined) return known;
    const made = make(key, parsed);
    brokers.set(key, made);
    return made;
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

async function make(key: string, config: BrokerConfig): Promise<MessageBroker> {
  try {
    const broker = await createMessageBroker(config);
    broker.onStatusChange(({ kind }) => {
      if (kind === 'closed') brokers.delete(key);
    });
    return broker;
  } catch (error) {
    brokers.delete(key);
    throw error;
  }
}

/** The same text for the same settings, in whatever order they were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
