/// <reference lib="esnext.disposable" preserve="true" />
import { AbortWatch } from './abort-watch.js';
import { parsePattern } from './address.js';
import type { BackendPort, InvalidReport, LiveFrame } from './backend-port.js';
import { BackendStore } from './backend-store.js';
import type { BrokerStats, BrokerStatus, HealthReport, HistoryQuery, KeyValueStore, MessageBroker } from './broker.js';
import { callListener } from './call-listener.js';
import { Dispatcher } from './delivery/dispatcher.js';
import { readHistory } from './delivery/history-reader.js';
import { QueueSubscription } from './delivery/queue-subscription.js';
import { parseStart } from './delivery/start-position.js';
import { isPublishTraced, reportStatus, tracePublish } from './diagnostics-channels.js';
import { BrokerError, ClosedError, SubscriberLimitError } from './errors.js';
import { probeHealth } from './health-probe.js';
import { createIdSource } from './id-source.js';
import { KnownSaves } from './known-saves.js';
import { KnownTopics } from './known-topics.js';
import type { HistoryPolicy, Message, PublishOptions, Receipt, StateWrite } from './message.js';
import { parseId, parsePolicy, parseSubscribeOptions, parseWhole } from './option-checks.js';
import type { CloseReason, SubscribeOptions, Subscription } from './subscription.js';

/** What every broker can be told, whichever backend stands behind it. */
export interface BrokerOptions {
  /** Messages a subscription queues at most, 1 to 1 000 000. Default 1 000. */
  readonly maxQueueSize?: number | undefined;
  /** Approximate bytes a subscription queues at most. Default 64 MiB. */
  readonly maxQueueBytes?: number | undefined;
  /** Open subscriptions at most. Default 100. */
  readonly maxSubscribers?: number | undefined;
  /** UTF-8 bytes of JSON a message or stored value may have. Default 1 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** Milliseconds during which an id given twice is taken once. Default 300 000 (5 min). */
  readonly idempotencyMs?: number | undefined;
  /** What is retained of topics whose publisher does not say. Default: 1 000 messages, 24 h, per topic. */
  readonly history?: HistoryPolicy | false | undefined;
  /** Hears of everything that arrived broken from outside and was skipped. What it throws is an uncaught exception. Default: only counted. */
  readonly onInvalid?: ((report: InvalidReport) => void) | undefined;
}

/** The defaults of {@link BrokerOptions}. */
export const BROKER_DEFAULTS = {
  maxQueueSize: 1_000,
  maxQueueBytes: 64 * 1024 * 1024,
  maxSubscribers: 100,
  maxMessageBytes: 1024 * 1024,
  idempotencyMs: 300_000,
  history: { maxLength: 1_000, ttlMs: 86_400_000 },
} as const;

const NO_WRITES: readonly StateWrite[] = [];

type Settings = Omit<Required<{ [K in keyof BrokerOptions]: NonNullable<BrokerOptions[K]> }>, 'onInvalid'>;

/** The broker over any backend: checks what comes in, and runs the delivery engine. Backends extend it, adding nothing. */
export class BackendBroker implements MessageBroker {
  readonly store: KeyValueStore;
  readonly #port: BackendPort;
  readonly #settings: Settings;
  readonly #dispatcher: Dispatcher;
  readonly #subscriptions = new Set<QueueSubscription>();
  readonly #statusListeners = new Set<(status: BrokerStatus) => void>();
  readonly #abortWatch = new AbortWatch();
  readonly #forgetSignal = new Map<QueueSubscription, () => void>();
  /** One function for all subscriptions, called by each when it has ended. */
  readonly #retire = (subscription: QueueSubscription): void => {
    this.#forgetSignal.get(subscription)?.();
    this.#forgetSignal.delete(subscription);
    this.#subscriptions.delete(subscription);
  };
  /** One function for all publishes. */
  readonly #count = (receipt: Receipt): Receipt => {
    if (!receipt.duplicate) this.#counted.published++;
    return receipt;
  };
  readonly #topics = new KnownTopics();
  readonly #saves = new KnownSaves();
  readonly #nextId = createIdSource();
  #status: BrokerStatus = { kind: 'idle' };
  #closing: Promise<void> | undefined;
  readonly #counted = { published: 0, delivered: 0, missed: 0, dropped: 0, invalid: 0 };

  /** @throws ConfigError via the options' checks; does no I/O. */
  constructor(port: BackendPort, options: BrokerOptions = {}) {
    this.#port = port;
    this.#settings = settingsOf(options);
    this.#dispatcher = new Dispatcher(port);
    this.store = new BackendStore(port, this.#settings.maxMessageBytes, () => { this.#assertOpen(); });
    port.bind({
      deliver: (frame: LiveFrame) => { this.#dispatcher.deliver(frame); },
      resync: () => this.#dispatcher.resync(),
      forget: (topics) => { this.#dispatcher.forget(topics); },
      status: (status) => { this.#setStatus(status); },
      invalid: (report) => {
        this.#counted.invalid++;
        if (options.onInvalid !== undefined) callListener(options.onInvalid, report);
      },
    });
  }

  get status(): BrokerStatus {
    return this.#status;
  }

  publish(topic: string, data: unknown, options: PublishOptions = {}): Promise<Receipt> {
    if (!isPublishTraced()) return this.#publish(topic, data, options);
    return tracePublish({ backend: this.#port.name, topic, data, options }, () => this.#publish(topic, data, options));
  }

  subscribe<T = unknown>(pattern: string | readonly string[], options: SubscribeOptions = {}): Subscription<T> {
    this.#assertOpen();
    const { maxSubscribers, maxQueueSize, maxQueueBytes } = this.#settings;
    const patterns = parsePatterns(pattern);
    const start = parseStart(options.from ?? 'now');
    const { maxQueueSize: queueSize, overflow } = parseSubscribeOptions(options, maxQueueSize);
    if (this.#subscriptions.size >= maxSubscribers) throw new SubscriberLimitError(maxSubscribers);
    const subscription = new QueueSubscription(this.#port, this.#dispatcher, {
      patterns, start, overflow, maxQueueBytes,
      maxQueueSize: queueSize,
      total: this.#counted,
      onEnd: this.#retire,
    });
    this.#subscriptions.add(subscription);
    if (options.signal !== undefined) this.#endOnAbort(options.signal, subscription);
    if (subscription.isOpen) subscription.open();
    return subscription;
  }

  history<T = unknown>(pattern: string | readonly string[], query: HistoryQuery = {}): AsyncIterable<Message<T>> {
    this.#assertOpen();
    const patterns = parsePatterns(pattern);
    const start = parseStart(query.from ?? 'start');
    const limit = query.limit === undefined ? Infinity : parseWhole('limit', query.limit, 1);
    return readHistory<T>(this.#port, { patterns, start, since: query.since ?? -Infinity, limit, assertOpen: () => { this.#assertOpen(); } });
  }

  healthCheck(): Promise<HealthReport> {
    return probeHealth(this.#port, this.#closing !== undefined);
  }

  stats(): BrokerStats {
    return { ...this.#counted, subscriptions: this.#subscriptions.size };
  }

  onStatusChange(listener: (status: BrokerStatus) => void): () => void {
    // Wrapped, so that a function given twice is two listeners, each with its own end.
    const entry = (status: BrokerStatus): void => { listener(status); };
    this.#statusListeners.add(entry);
    return () => { this.#statusListeners.delete(entry); };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const reason: CloseReason = { kind: 'broker-closed' };
    for (const subscription of [...this.#subscriptions]) void subscription.end(reason);
    this.#dispatcher.close();
    await this.#port.close();
    this.#setStatus({ kind: 'closed' });
    this.#statusListeners.clear();
  }

  #publish(topic: string, data: unknown, options: PublishOptions): Promise<Receipt> {
    try {
      this.#assertOpen();
      const { id, history, save } = options;
      const answer = this.#port.append({
        topic: this.#topics.parse(topic),
        id: id === undefined ? this.#nextId() : parseId(id),
        idempotent: id !== undefined,
        data,
        history: history === undefined ? this.#settings.history : parsePolicy(history),
        save: save === undefined ? NO_WRITES : this.#saves.parse(topic, save),
      });
      return 'then' in answer ? answer.then(this.#count) : Promise.resolve(this.#count(answer));
    } catch (error) {
      // A refused publish rejects; it never throws in the caller's face.
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ClosedError('The broker');
  }

  #endOnAbort(signal: AbortSignal, subscription: QueueSubscription): void {
    const end = (): void => { void subscription.end({ kind: 'aborted' }); };
    if (signal.aborted) end();
    else this.#forgetSignal.set(subscription, this.#abortWatch.add(signal, end));
  }

  #setStatus(status: BrokerStatus): void {
    if (this.#status.kind === 'closed') return;
    reportStatus({ backend: this.#port.name, status, previous: this.#status });
    this.#status = status;
    for (const listener of [...this.#statusListeners]) callListener(listener, status);
  }
}

function settingsOf(options: BrokerOptions): Settings {
  const settings = { ...BROKER_DEFAULTS, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) } as Settings;
  for (const name of ['maxQueueSize', 'maxQueueBytes', 'maxSubscribers', 'maxMessageBytes', 'idempotencyMs'] as const) {
    parseWhole(name, settings[name], 1);
  }
  parsePolicy(settings.history);
  return settings;
}

function parsePatterns(pattern: string | readonly string[]): readonly string[] {
  const patterns = [...new Set(typeof pattern === 'string' ? [pattern] : pattern)].map(parsePattern);
  if (patterns.length > 0) return patterns;
  throw new BrokerError('INVALID_ARGUMENT', 'No pattern was given; give at least one, like "training.*".');
}
