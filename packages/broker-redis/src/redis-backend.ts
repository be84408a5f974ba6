import { createIdSource, isLiteral, MAX_SEND_MS, type BackendHealth, type BackendPort, type HistoryPage, type LiveSink, type OutgoingMessage, type StateOutcome, type TopicHead } from '@runwire/broker-core/backend';
import type { BrokerStatus, Receipt, RedisConfig, StateWrite } from '@runwire/broker-core';
import { isSameStatus, statusOf } from './broker-status.js';
import type { RedisClient } from './connection/redis-client.js';
import type { Reach } from './connection/server-address.js';
import { createTopology, type Topology } from './connection/topology.js';
import { DeliveryProbes } from './delivery-probes.js';
import { HeadExpiry } from './head-expiry.js';
import { checkHealth } from './health-checks.js';
import { Layout } from './layout.js';
import { Listeners } from './listen/listeners.js';
import type { Listening } from './listen/listening.js';
import { LiveFlow } from './listen/live-flow.js';
import { ShardListeners } from './listen/shard-listeners.js';
import { encodeMessage } from './publish/encoded-message.js';
import { Outbox } from './publish/outbox.js';
import { Resync } from './resync.js';
import { ServerClock } from './server-clock.js';
import { ClusterIndex } from './state/cluster-index.js';
import { RedisStore } from './state/redis-store.js';
import { TopicLog } from './topic-log.js';

/** Where Redis is, and the limits the broker above has settled on. */
export interface RedisBackendOptions {
  readonly redis: RedisConfig;
  readonly maxMessageBytes: number;
  readonly idempotencyMs: number;
  /** Where a server is really reached whose address the configuration, a Sentinel or a Cluster gives. Default: there. */
  readonly reach?: Reach | undefined;
  readonly probeMs?: number | undefined;
}

/** How long a read waits for a lost connection, milliseconds. */
const WAIT_MS = 5_000;
/** How long `close` waits for the acknowledgement of what was published before it, milliseconds. */
const DRAIN_MS = 700;

const direct: Reach = (address) => address;

/** The contract on Redis: wires the parts together, and spells no command. */
export class RedisBackend implements BackendPort {
  readonly name = 'redis';
  readonly #options: RedisBackendOptions;
  readonly #layout: Layout;
  readonly #clock = new ServerClock();
  readonly #topology: Topology;
  readonly #outbox: Outbox;
  readonly #listeners: Listening;
  readonly #store: RedisStore;
  readonly #log: TopicLog;
  readonly #expiry = new HeadExpiry();
  readonly #probes: DeliveryProbes;
  #flow: LiveFlow | undefined;
  #sink: LiveSink | undefined;
  #resync: Resync | undefined;
  #closing: Promise<void> | undefined;
  #status: BrokerStatus = { kind: 'idle' };
  #canSend = false;
  /** The engine compares heads with what it has seen. */
  #isComparing = false;

  /** @throws ConfigError; does no I/O */
  constructor(options: RedisBackendOptions) {
    const { redis, maxMessageBytes, idempotencyMs, reach = direct, probeMs } = options;
    const producer = createIdSource()();
    this.#options = options;
    this.#topology = createTopology({
      redis,
      reach,
      probeMs,
      onState: () => { this.#report(); },
      prepareCommands: (client) => this.#readClock(client),
      prepareSubscriber: (client) => {
        this.#flow?.renew();
        return this.#listeners.resubscribe(client);
      },
    });
    const { commands, db } = this.#topology;
    this.#layout = new Layout({ prefix: redis.keyPrefix, db, sharded: redis.sharded });
    const layout = this.#layout;
    const index = commands.isOneServer || layout.isSharded ? undefined : new ClusterIndex(commands, layout);
    this.#outbox = new Outbox({
      commands,
      producer: { id: producer, layout, idempotencyMs, memoryMs: 4 * MAX_SEND_MS, isIndexed: index === undefined },
      clock: this.#clock,
      index,
    });
    this.#probes = new DeliveryProbes(commands, layout.publishCommand, layout.probes(producer));
    this.#listeners = this.#createListening(layout.probes(producer));
    this.#store = new RedisStore({ commands, layout, maxBytes: maxMessageBytes, index });
    this.#log = new TopicLog({ commands, layout, maxMessageBytes, index, onBroken: (topic, broken) => { this.#flow?.report(topic, broken); } });
  }

  bind(sink: LiveSink): void {
    this.#sink = sink;
    this.#flow = new LiveFlow(sink, this.#options.maxMessageBytes, this.#clock);
    this.#resync = new Resync(async () => { await this.#compare(sink); });
  }

  /** Connects now instead of at the first use. @throws ConnectionError within 5 s, naming the server and what to check */
  async connect(): Promise<void> {
    await Promise.all([this.#topology.commands.open(), this.#listeners.open()]);
  }

  append(message: OutgoingMessage): Promise<Receipt> {
    return this.#outbox.publish(encodeMessage(message, this.#options.maxMessageBytes));
  }

  async attach(pattern: string): Promise<void> {
    await this.#listeners.attach(pattern);
    this.#resync?.startBeating();
  }

  async detach(pattern: string): Promise<void> {
    await this.#listeners.detach(pattern);
  }

  async heads(pattern: string): Promise<readonly TopicHead[]> {
    const { commands } = this.#topology;
    const keys = isLiteral(pattern) ? [this.#layout.top(pattern)] : this.#layout.topicIndexes;
    await Promise.all(keys.map((key) => commands.ready(key, WAIT_MS)));
    const heads = await this.#log.heads(pattern);
    // What the heads count was published before they were read, and is on its way to us: the server sends it before its answer
    // to what is asked now. Without this, every busy topic would look as if something were missing.
    if (this.#isComparing) await this.#listeners.fence();
    if (this.#listeners.patterns().includes(pattern)) this.#expiry.note(heads);
    return heads;
  }

  async read(topic: string, from: number, limit: number): Promise<HistoryPage | undefined> {
    await this.#topology.commands.ready(this.#layout.top(topic), WAIT_MS);
    return this.#log.read(topic, from, limit);
  }

  readState(keys: readonly string[]): Promise<readonly unknown[]> {
    return this.#store.read(keys);
  }

  writeState(write: StateWrite): Promise<StateOutcome> {
    return this.#store.write(write);
  }

  keys(pattern: string): AsyncIterable<string> {
    return this.#store.keys(pattern);
  }

  async health(deadlineMs: number): Promise<BackendHealth> {
    await this.connect();
    return checkHealth(
      { commands: this.#topology.commands, clock: this.#clock, keys: this.#layout.topicIndexes, sendProbe: (signal) => this.#probes.send(signal), refused: () => this.#listeners.refused },
      deadlineMs,
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#resync?.close();
    const { commands } = this.#topology;
    await this.#outbox.drain(this.#layout.topicIndexes.some((index) => commands.isReady(index)) ? DRAIN_MS : 0);
    this.#sink = undefined;
    this.#listeners.close();
    commands.close();
    this.#topology.close();
    this.#expiry.clear();
  }

  #createListening(probes: readonly string[]): Listening {
    const { subscriber } = this.#topology;
    const common = {
      layout: this.#layout,
      onPayload: (topic: string, payload: Buffer): void => { this.#flow?.take(topic, payload); },
      onProbe: (payload: Buffer): void => { this.#probes.take(payload); },
    };
    if (subscriber.kind === 'any') return new Listeners({ ...common, line: subscriber.line, probe: probes[0] ?? '' });
    return new ShardListeners({
      ...common,
      ...subscriber,
      probes,
      onStray: (payload) => { this.#flow?.reportStray(payload); },
      onMoved: () => { this.#resync?.run(); },
    });
  }

  async #readClock(client: RedisClient): Promise<void> {
    try {
      this.#clock.set(await client.call('time', []));
    } catch (error) {
      // A user may lack this right; the local clock has to do.
      if (!client.isOpen) throw error;
    }
  }

  /** Compares all heads with what was seen, retries refused subscriptions, and forgets what has expired. */
  async #compare(sink: LiveSink): Promise<void> {
    if (!this.#listeners.isReady) return;
    await this.#listeners.retryRefused();
    this.#isComparing = true;
    try {
      await sink.resync();
    } finally {
      this.#isComparing = false;
    }
    sink.forget(this.#expiry.takeExpired());
    this.#report();
  }

  #report(): void {
    const commands = this.#topology.commands.states();
    const canSend = commands.every(({ kind }) => kind === 'ready');
    if (canSend && !this.#canSend) void this.#outbox.reassert();
    this.#canSend = canSend;
    const status = statusOf([...commands, ...this.#listeners.states()], this.#listeners.refused);
    const before = this.#status;
    if (isSameStatus(before, status)) return;
    this.#status = status;
    this.#sink?.status(status);
    // Whichever connection was away: something may have been missed, or taken back by a fail-over.
    if (status.kind === 'ready') this.#resync?.run();
  }
}
