import { isLiteral } from '@runwire/broker-core/backend';
import type { RedisClient } from '../connection/redis-client.js';
import type { Layout } from '../layout.js';

/** One SUBSCRIBE or PSUBSCRIBE, that serves one attached pattern. */
export class PhysicalSubscription {
  readonly pattern: string;
  /** The channel or glob, by which the server names it with every message. */
  readonly source: string;
  readonly #isLiteral: boolean;

  constructor(pattern: string, layout: Layout) {
    this.pattern = pattern;
    this.#isLiteral = isLiteral(pattern);
    this.source = this.#isLiteral ? layout.channel(pattern) : layout.glob(pattern);
  }

  /** `onTurn` runs exactly between the messages before the subscription and the first that it brings. */
  begin(client: RedisClient, onTurn: () => void): Promise<void> {
    return client.subscription(this.#isLiteral ? 'subscribe' : 'psubscribe', this.source, onTurn);
  }

  /** `onTurn` runs exactly behind the last message that it brings. */
  end(client: RedisClient, onTurn: () => void): Promise<void> {
    return client.subscription(this.#isLiteral ? 'unsubscribe' : 'punsubscribe', this.source, onTurn);
  }
}
