import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConnectionError } from '@runwire/broker-core';
import type { RedisClient } from './redis-client.js';
import { ServerReplyError } from './server-reply-error.js';

/** One PING over a connection, to find the one that is open but dead. */
export class Probe {
  readonly #client: RedisClient;
  readonly #deadlineMs: number;

  constructor(client: RedisClient, deadlineMs: number) {
    this.#client = client;
    this.#deadlineMs = deadlineMs;
  }

  /** Resolves when the server has answered, with whatever. @throws ConnectionError when it stayed silent */
  async run(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => { this.#watch(this.#client.bytesRead, reject); }, this.#deadlineMs);
    });
    try {
      await Promise.race([this.#client.call('ping', []), silence]);
    } catch (error) {
      if (!(error instanceof ServerReplyError)) throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** It may be this process that was busy: what lies in the socket is read first, and as long as anything comes it is no silence. */
  #watch(before: number, reject: (error: ConnectionError) => void): void {
    void nextTurn().then(nextTurn).then(() => {
      const now = this.#client.bytesRead;
      if (now !== before && this.#client.isOpen) this.#watch(now, reject);
      else reject(this.#silent());
    });
  }

  #silent(): ConnectionError {
    const seconds = String(this.#deadlineMs / 1_000);
    return new ConnectionError(`Redis at ${this.#client.address} did not answer for ${seconds} s; the broker reconnects by itself. Check the server and the network.`);
  }
}
