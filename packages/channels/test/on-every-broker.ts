import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { createMessageBroker, type BrokerConfig, type MessageBroker } from '@runwire/broker-core';
import { startRedis, type RedisServer } from '../../../tools/testing/redis-server.js';

/** A kind of broker under test. */
export interface Stage {
  /** Another connection to the same broker; on memory, the broker itself. */
  connect(config?: Partial<BrokerConfig>): Promise<MessageBroker>;
  /** What `connect` connects to; `undefined` on memory. */
  config(): BrokerConfig;
  /** The server; absent on memory. */
  server(): RedisServer | undefined;
  /** The broker that most tests use. */
  broker(): MessageBroker;
}

/** Runs the same tests on every backend. */
export function onEveryBroker(name: string, tests: (stage: Stage) => void): void {
  describe.each(['memory', 'redis'])(`${name}, on %s`, (type) => {
    const stage = type === 'memory' ? new MemoryStage() : new RedisStage();
    beforeAll(() => stage.open());
    afterAll(() => stage.close());
    tests(stage);
  });
}

/** A name that no other test uses. */
export const unique = (name = 'test'): string => `${name}_${randomBytes(6).toString('hex')}`;

class MemoryStage implements Stage {
  protected main: MessageBroker | undefined;
  protected readonly opened: MessageBroker[] = [];

  async open(): Promise<void> {
    this.main = await createMessageBroker({ ...this.config(), maxSubscribers: 1_000 });
    this.opened.push(this.main);
  }

  broker(): MessageBroker {
    if (this.main === undefined) throw new Error('The broker is used before the tests began.');
    return this.main;
  }

  config(): BrokerConfig {
    return { type: 'memory' };
  }

  server(): RedisServer | undefined {
    return undefined;
  }

  connect(_config?: Partial<BrokerConfig>): Promise<MessageBroker> {
    return Promise.resolve(this.broker());
  }

  async close(): Promise<void> {
    for (const broker of this.opened) await broker.close();
  }
}

class RedisStage extends MemoryStage {
  #server: RedisServer | undefined;

  override async open(): Promise<void> {
    this.#server = await startRedis({ appendonly: true });
    await super.open();
  }

  override config(): BrokerConfig {
    if (this.#server === undefined) throw new Error('Redis is used before the tests began.');
    return { type: 'redis', redis: { host: this.#server.host, port: this.#server.port } };
  }

  override server(): RedisServer | undefined {
    return this.#server;
  }

  override async connect(config: Partial<BrokerConfig> = {}): Promise<MessageBroker> {
    const broker = await createMessageBroker({ ...this.config(), maxSubscribers: 1_000, ...config });
    this.opened.push(broker);
    return broker;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#server?.stop();
  }
}
