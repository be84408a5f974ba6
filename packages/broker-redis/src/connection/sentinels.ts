import { ConnectionError, type BrokerError } from '@runwire/broker-core';
import type { ClientSettings } from './client-options.js';
import { RedisClient } from './redis-client.js';
import { showAddress, type Reach, type ServerAddress } from './server-address.js';

export interface SentinelsOptions {
  readonly addresses: readonly ServerAddress[];
  /** What the Sentinels call the master. */
  readonly name: string;
  readonly password: string | undefined;
  readonly reach: Reach;
}

/** The longest that one Sentinel may take, milliseconds. */
const TIMEOUT_MS = 1_000;

/** Asks the Sentinels where the master is (https://redis.io/docs/latest/develop/reference/sentinel-clients/). */
export class Sentinels {
  readonly #options: SentinelsOptions;
  /** Whoever answered last is asked first. */
  #client: RedisClient | undefined;
  #first = 0;

  constructor(options: SentinelsOptions) {
    this.#options = options;
  }

  /** @throws ConnectionError when no Sentinel knows the master */
  async locate(signal: AbortSignal): Promise<ServerAddress> {
    const { addresses, name } = this.#options;
    let why = 'none answered';
    for (let tries = 0; tries < addresses.length; tries++) {
      try {
        const master = await this.#ask(signal);
        if (master !== undefined) return master;
        why = `none knows a master called "${name}"`;
      } catch (error) {
        why = (error as BrokerError).message;
      }
      this.#next();
    }
    throw new ConnectionError(`The Sentinels at ${addresses.map(showAddress).join(', ')} did not name a master: ${why} Check REDIS_SENTINELS and REDIS_SENTINEL_NAME.`);
  }

  /** Ends a connection to what is the master no more. Does not mind when no Sentinel answers. @throws ConnectionError */
  async assertMaster(believed: ServerAddress, signal: AbortSignal): Promise<void> {
    let master: ServerAddress | undefined;
    try {
      master = await this.#ask(signal);
    } catch {
      // Others may know; asked with the next probe.
      this.#next();
      return;
    }
    if (master === undefined || (master.host === believed.host && master.port === believed.port)) return;
    throw new ConnectionError(`The Sentinels made ${showAddress(master)} the master instead of ${showAddress(believed)}; the broker goes there.`);
  }

  close(): void {
    this.#client?.destroy();
    this.#client = undefined;
  }

  async #ask(signal: AbortSignal): Promise<ServerAddress | undefined> {
    const { addresses, name, password, reach } = this.#options;
    const address = addresses[this.#first % addresses.length];
    if (address === undefined) return undefined;
    const client = await this.#connect({ address: reach(address), timeoutMs: TIMEOUT_MS, password, db: 0 }, signal);
    const timer = setTimeout(() => { client.destroy(new ConnectionError(`The Sentinel at ${client.address} did not answer.`)); }, TIMEOUT_MS);
    try {
      const reply = await client.call('sentinel', ['get-master-addr-by-name', name]);
      return Array.isArray(reply) ? { host: String(reply[0]), port: Number(reply[1]) } : undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Two may ask at the same time; then one connection is enough, and the other would never be closed. */
  async #connect(settings: ClientSettings, signal: AbortSignal): Promise<RedisClient> {
    if (this.#client?.isOpen === true) return this.#client;
    const opened = await RedisClient.open(settings, signal);
    const other = this.#client; // set meanwhile, perhaps
    if (other?.isOpen === true) {
      opened.destroy();
      return other;
    }
    this.#client = opened;
    return opened;
  }

  #next(): void {
    this.close();
    this.#first++;
  }
}
