import { InvalidTopicError, isSegment, keyOfTopic, parseKey, parsePattern, parseTopic, topicOfKey, type HistoryPolicy, type Message, type MessageBroker, type Receipt, type SubscribeOptions } from '@runwire/broker-core';
import { callListener } from '@runwire/broker-core/backend';
import { z } from 'zod';
import { BrokerSource, type BrokerOption } from './broker-source.js';
import { ChannelSubscription, type ReadMessage } from './channel-subscription.js';
import { InvalidDataError } from './invalid-data-error.js';
import type { InvalidArrival } from './invalid-arrival.js';
import { ValueWatch } from './value-watch.js';

/** What a channel is made with. */
export interface ChannelOptions {
  /** The first segment of all addresses: `[A-Za-z0-9_-]{1,128}`. */
  readonly namespace: string;
  /** Default: the process-wide broker of the environment (`MESSAGE_BROKER_TYPE`, `REDIS_URL`, …), opened on first use. */
  readonly broker?: BrokerOption | undefined;
  /** Hears of what arrived broken and was skipped. What it throws is an uncaught exception. Default: only counted, in {@link BaseChannel.invalidCount}. */
  readonly onInvalid?: ((arrival: InvalidArrival) => void) | undefined;
}

/** What a publish on a channel may be told; all of it has a default. */
export interface ChannelPublishOptions {
  /** Idempotency key of the message. Default: a fresh unique id. */
  readonly id?: string | undefined;
  /** How much of the topic stays readable; `false` retains nothing. Default: the broker's policy. */
  readonly history?: HistoryPolicy | false | undefined;
}

/** What a value is checked with. A schema that converts must be a codec, so that it converts both ways. */
export type Schema<Value> = z.ZodType<Value>;

/**
 * Typed publish, store and subscribe in one namespace: the base of users' own channels. Values are checked against a
 * schema both ways; what arrives broken is counted, reported and skipped, never handed on. The constructor does no I/O.
 */
export class BaseChannel {
  readonly namespace: string;
  readonly #source: BrokerSource;
  readonly #onInvalid: ChannelOptions['onInvalid'];
  #invalidCount = 0;

  /** @throws InvalidTopicError for a namespace that is no segment */
  constructor({ namespace, broker, onInvalid }: ChannelOptions) {
    if (!isSegment(namespace)) throw new InvalidTopicError(`The namespace is ${JSON.stringify(namespace)}; use 1 to 128 letters, digits, "_" and "-": it is the first segment of every topic.`);
    this.namespace = namespace;
    this.#source = new BrokerSource(broker);
    this.#onInvalid = onInvalid;
  }

  /** How much arrived broken and was skipped. */
  get invalidCount(): number {
    return this.#invalidCount;
  }

  /** `namespace.subtopic`. The subtopic may have several segments, and wildcards where a pattern is wanted. @throws InvalidTopicError */
  topic(subtopic: string): string {
    return parsePattern(`${this.namespace}.${subtopic}`);
  }

  /** `namespace:resource:id:field`. @throws InvalidTopicError */
  key(resource: string, id: string, field: string): string {
    for (const segment of [resource, id, field]) parseTopic(segment.replaceAll('.', ':'));
    return parseKey([this.namespace, resource, id, field].join(':'));
  }

  /** The broker, opened on first use. @throws ConfigError, BackendNotInstalledError, ConnectionError, TimeoutError */
  broker(): Promise<MessageBroker> {
    return this.#source.open();
  }

  /** Checks a value and publishes it. @throws InvalidDataError, and what `MessageBroker.publish` throws */
  protected async publishValue<Value>(topic: string, schema: Schema<Value>, value: Value, options: ChannelPublishOptions = {}): Promise<Receipt> {
    const data = encode(topic, schema, value);
    const broker = await this.broker();
    return broker.publish(topic, data, defined(options));
  }

  /** Checks a value, stores it under `key` and announces it on the topic of the same address, in one atomic step. */
  protected async storeValue<Value>(key: string, schema: Schema<Value>, value: Value, options: ChannelPublishOptions = {}): Promise<Receipt> {
    const data = encode(key, schema, value);
    const broker = await this.broker();
    return broker.publish(topicOfKey(key), data, { ...defined(options), save: [{ key, value: data }] });
  }

  /** The stored value; `undefined` where there is none, or a broken one. */
  protected async storedValue<Value>(key: string, schema: Schema<Value>): Promise<Value | undefined> {
    const broker = await this.broker();
    const value = await broker.store.get(key);
    return value === undefined ? undefined : this.decode(key, schema, value);
  }

  /** The stored value now, and again after every change. */
  protected watchValue<Value>(key: string, schema: Schema<Value>, signal?: AbortSignal): ValueWatch<Value> {
    const changes = this.subscribeWith(topicOfKey(key), { ...(signal === undefined ? {} : { signal }) }, ({ topic }) => topic);
    return new ValueWatch(changes, () => this.storedValue(key, schema));
  }

  /** Subscribes to a pattern or several, and hands on what the schema accepts. */
  protected subscribeValue<Value>(pattern: string | readonly string[], schema: Schema<Value>, options: SubscribeOptions = {}): ChannelSubscription<Value> {
    return this.subscribeWith(pattern, options, ({ topic, data }) => this.decode(topic, schema, data));
  }

  /** Subscribes, and hands on what `read` makes of each message. */
  protected subscribeWith<Event>(pattern: string | readonly string[], options: SubscribeOptions, read: ReadMessage<Event>): ChannelSubscription<Event> {
    const opening = this.broker().then((broker) => broker.subscribe(pattern, options));
    return new ChannelSubscription(opening, (message: Message) => read(message));
  }

  /** What the schema makes of data; `undefined` for broken data, which is counted and reported. */
  protected decode<Value>(address: string, schema: Schema<Value>, data: unknown): Value | undefined {
    const result = z.safeParse(schema, data, { reportInput: true });
    if (result.success) return result.data;
    this.reportInvalid({ address, error: new InvalidDataError(address, result.error), data });
    return undefined;
  }

  /** Counts and reports what arrived broken. */
  protected reportInvalid(arrival: InvalidArrival): void {
    this.#invalidCount++;
    if (this.#onInvalid !== undefined) callListener(this.#onInvalid, arrival);
  }

  /** The broker, where {@link broker} need not open it. */
  protected get openedBroker(): MessageBroker | undefined {
    return this.#source.opened;
  }

  /** From what another thread can open a broker of its own, if it can. */
  protected get brokerConfig(): BrokerSource['config'] {
    return this.#source.config;
  }
}

function encode<Value>(address: string, schema: Schema<Value>, value: Value): unknown {
  const result = z.safeEncode(schema, value, { reportInput: true });
  if (result.success) return result.data;
  throw new InvalidDataError(keyOfTopic(address) === address ? address : topicOfKey(address), result.error);
}

function defined({ id, history }: ChannelPublishOptions): { id?: string; history?: HistoryPolicy | false } {
  return { ...(id === undefined ? {} : { id }), ...(history === undefined ? {} : { history }) };
}
