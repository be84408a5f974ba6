import type { BrokerError } from '@runwire/broker-core';
import { hashSlot } from '../connection/hash-slot.js';
import type { RedisClient } from '../connection/redis-client.js';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: BrokerError) => void;
}

/** A sharded channel that somebody wants to hear, and the connection over which it is heard. */
export class ShardChannel {
  readonly name: string;
  readonly slot: number;
  /** How many want it. */
  users = 0;
  /** Why it was refused; undefined: it was not. */
  refused: BrokerError | undefined;
  /** To which SSUBSCRIBE was sent last. */
  #client: RedisClient | undefined;
  #isConfirmed = false;
  readonly #waiters = new Set<Waiter>();

  constructor(name: string) {
    this.name = name;
    this.slot = hashSlot(name);
  }

  /** Whether SSUBSCRIBE was sent to this connection, and not refused. */
  isOn(client: RedisClient): boolean {
    return this.#client === client;
  }

  /** Resolves when the channel is heard. Rejects as the server refuses. */
  heard(): Promise<void> {
    if (this.#isConfirmed && this.#client?.isOpen === true) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (): void => { this.#waiters.delete(waiter); };
      const waiter: Waiter = {
        resolve: () => { settle(); resolve(); },
        reject: (error) => { settle(); reject(error); },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Resolves when the server has confirmed. @throws ServerReplyError, ConnectionError */
  async subscribe(client: RedisClient): Promise<void> {
    this.#client = client;
    this.#isConfirmed = false;
    try {
      await client.subscription('ssubscribe', this.name, () => undefined);
    } catch (error) {
      this.drop(client);
      throw error;
    }
    if (this.#client !== client) return;
    this.#isConfirmed = true;
    this.refused = undefined;
    for (const { resolve } of [...this.#waiters]) resolve();
  }

  /** The connection does not bring it any more. */
  drop(client: RedisClient): void {
    if (this.#client === client) this.#client = undefined;
  }

  /** Tells who waits, and remembers it for who does not wait any more. */
  refuse(error: BrokerError): void {
    this.refused = error;
    for (const { reject } of [...this.#waiters]) reject(error);
  }

  /** Resolves when the server has let go, or the connection is gone. */
  async leave(): Promise<void> {
    if (this.#client?.isOpen !== true) return;
    // Rejects only with the connection, and that ends the subscription as well.
    await this.#client.subscription('sunsubscribe', this.name, () => undefined).catch(() => undefined);
  }
}
