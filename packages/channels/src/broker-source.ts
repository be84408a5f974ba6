import { configFromEnvironment, getMessageBroker, type BrokerConfig, type MessageBroker } from '@runwire/broker-core';
import { without } from './without.js';

/** A broker, the promise of one, or the configuration of the process-wide one. */
export type BrokerOption = MessageBroker | Promise<MessageBroker> | BrokerConfig;

/** Where a channel gets its broker from, on first use. */
export class BrokerSource {
  readonly #given: BrokerOption | undefined;
  #shared: MessageBroker | undefined;

  /** @param given absent: the process-wide broker of the environment */
  constructor(given: BrokerOption | undefined) {
    this.#given = given;
  }

  /** The broker. A process-wide one that was closed is made anew. @throws ConfigError, BackendNotInstalledError, ConnectionError, TimeoutError */
  async open(): Promise<MessageBroker> {
    const given = this.#given;
    if (given !== undefined && !isConfig(given)) return given;
    if (this.#shared === undefined || this.#shared.status.kind === 'closed') this.#shared = await getMessageBroker(given);
    return this.#shared;
  }

  /** The broker, where it is there. */
  get opened(): MessageBroker | undefined {
    const given = this.#given;
    if (given !== undefined && 'publish' in given) return given;
    return this.#shared === undefined || this.#shared.status.kind === 'closed' ? undefined : this.#shared;
  }

  /**
   * From what another thread can open a connection of its own. `undefined` where it cannot: the broker was given ready
   * made, or lives in the memory of this thread. @throws ConfigError when the environment is wrong
   */
  get config(): BrokerConfig | undefined {
    const given = this.#given;
    if (given !== undefined && !isConfig(given)) return undefined;
    const config = without(given ?? configFromEnvironment(), ['onInvalid']);
    return config.type === undefined || config.type === 'memory' ? undefined : config;
  }
}

function isConfig(given: BrokerOption): given is BrokerConfig {
  return !('publish' in given) && !('then' in given);
}
