import type { MessageBroker } from './broker.js';
import { configFromEnvironment, parseBrokerConfig, type BrokerConfig } from './config.js';
import { createMessageBroker } from './create-broker.js';

/** The brokers of this process, by configuration. The one module state of the product: it is what "process-wide" means. */
const brokers = new Map<string, Promise<MessageBroker>>();
/** A function has no text that tells it from another: it is numbered when it is first seen. */
const functionNumbers = new WeakMap<object, number>();
const nextNumber = { value: 0 };

/**
 * The process-wide broker for this configuration: a trainer and a dashboard in one process share it. Whoever owns the
 * process closes it; a call after that makes a new one.
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
    const made = make(parsed, () => {
      if (brokers.get(key) === made) brokers.delete(key);
    });
    brokers.set(key, made);
    return made;
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

async function make(config: BrokerConfig, forget: () => void): Promise<MessageBroker> {
  try {
    const broker = await createMessageBroker(config);
    const close = broker.close.bind(broker);
    // A closing broker takes nothing any more, and may need seconds to tell that it is closed.
    broker.close = () => {
      forget();
      return close();
    };
    return broker;
  } catch (error) {
    forget();
    throw error;
  }
}

/** The same text for the same settings, in whatever order they were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'function') return `function ${String(numberOf(part))}`;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function numberOf(one: object): number {
  const number = functionNumbers.get(one) ?? ++nextNumber.value;
  functionNumbers.set(one, number);
  return number;
}
