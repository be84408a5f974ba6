import type { MessageBroker, RedisConfig } from '@runwire/broker-core';
import type { BrokerOptions } from '@runwire/broker-core/backend';
import type { ConformanceHarness } from '@runwire/broker-core/conformance';
import type { RedisServer } from '../../../../tools/testing/redis-server.js';
import type { TlsCertificate } from '../../../../tools/testing/tls-certificate.js';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { createBroker } from '../../src/index.js';
import { DeliveryProxies } from './delivery-proxies.js';
import { rewind } from './rewind.js';

export interface ProxiedServers {
  readonly name: string;
  /** All data servers, whichever of them is master of what. */
  readonly servers: readonly RedisServer[];
  readonly redis: RedisConfig;
  /** Present: the servers speak TLS. */
  readonly tls?: TlsCertificate;
  /** Each takes about a second. Default 6. */
  readonly schedules?: number;
}

interface Opened {
  readonly proxies: DeliveryProxies;
  readonly options: BrokerOptions | undefined;
}

/** Runs the suite on real servers; a proxy before each of them, for each broker, cuts its delivery path. */
export class ProxiedHarness implements ConformanceHarness {
  readonly name: string;
  readonly #servers: ProxiedServers;
  readonly schedules: number;
  readonly #opened = new Map<MessageBroker, Opened>();

  constructor(servers: ProxiedServers) {
    this.name = servers.name;
    this.schedules = servers.schedules ?? 6;
    this.#servers = servers;
  }

  async createBroker(options?: BrokerOptions): Promise<MessageBroker> {
    const proxies = await DeliveryProxies.start(this.#servers.servers, this.#servers.tls);
    const broker = await createBroker({ ...options, redis: this.#servers.redis, reach: proxies.reach });
    this.#opened.set(broker, { proxies, options });
    broker.onStatusChange(({ kind }) => {
      if (kind === 'closed') void proxies[Symbol.asyncDispose]();
    });
    return broker;
  }

  connect(broker: MessageBroker): Promise<MessageBroker> {
    return this.createBroker(this.#opened.get(broker)?.options);
  }

  async interrupt(broker: MessageBroker, meanwhile: () => Promise<void>): Promise<void> {
    const proxies = this.#opened.get(broker)?.proxies;
    proxies?.cut();
    await waitUntil(() => broker.status.kind !== 'ready', { withinMs: 5_000, what: 'the broker to notice the cut' });
    try {
      await meanwhile();
    } finally {
      proxies?.mend();
    }
    await waitUntil(() => broker.status.kind === 'ready', { withinMs: 20_000, what: 'the broker to reconnect' });
  }

  async loseHistory(_broker: MessageBroker, namespace: string): Promise<void> {
    await Promise.all(this.#servers.servers.map((server) => emptyNamespace(server, namespace)));
  }

  rewindHistory(_broker: MessageBroker, topic: string, messages: number): Promise<void> {
    return rewind(this.#servers.servers, this.#servers.redis, topic, messages);
  }
}

async function emptyNamespace(server: RedisServer, namespace: string): Promise<void> {
  if (!(await server.cli('ROLE')).startsWith('master')) return;
  const found = await Promise.all(['{', '{.', ':', ':.'].flatMap((before) => ['}*', '.*', ':*'].map((after) => server.cli('KEYS', `*${before}${namespace}${after}`))));
  const keys = new Set(found.flatMap((text) => text.split('\n')).filter((key) => key !== ''));
  await Promise.all([...keys].map((key) => server.cli('DEL', key)));
}
