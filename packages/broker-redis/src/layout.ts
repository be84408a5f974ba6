import { entityOf, fieldOf } from '@runwire/broker-core';
import { isLiteral } from '@runwire/broker-core/backend';
import { Partitions } from './partitions.js';

export interface LayoutOptions {
  /** What every name begins with. Default `runwire:`. */
  readonly prefix?: string | undefined;
  /** Database number. Default 0; another one is part of every channel name, because pub/sub ignores it. */
  readonly db?: number | undefined;
  /** Sharded channels: entities are gathered in partitions, which have channels and indexes of their own. Default `false`. */
  readonly sharded?: boolean | undefined;
}

/** Names of stored fields that are remembered; then they are made anew. */
const MAX_VALUES = 10_000;

/**
 * Every key, channel and glob of the broker; nothing else spells a Redis name. The part in braces is the hash tag
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags): what belongs to one entity
 * shares a slot, so that one script may touch it. Addresses and prefixes hold no character that a glob would interpret.
 */
export class Layout {
  readonly #prefix: string;
  readonly #channelPrefix: string;
  readonly #partitions: Partitions | undefined;
  /** The names of stored fields: taken apart and put together once. */
  readonly #values = new Map<string, string>();
  /** How a frame is sent to its channel. */
  readonly publishCommand: 'PUBLISH' | 'SPUBLISH';
  /** Sorted sets of the topics that have a head: all there are. */
  readonly topicIndexes: readonly string[];
  /** Sorted sets of the stored keys: all there are. */
  readonly keyIndexes: readonly string[];

  constructor({ prefix = 'runwire:', db = 0, sharded = false }: LayoutOptions) {
    this.#prefix = prefix;
    this.#channelPrefix = db === 0 ? prefix : `${prefix}db${String(db)}:`;
    this.#partitions = sharded ? new Partitions() : undefined;
    this.publishCommand = sharded ? 'SPUBLISH' : 'PUBLISH';
    this.topicIndexes = this.#inAll('topics');
    this.keyIndexes = this.#inAll('keys');
  }

  /** Whether the entities are gathered in partitions; then a frame on a channel begins with its topic. */
  get isSharded(): boolean {
    return this.#partitions !== undefined;
  }

  /** STREAM: the history of a topic. */
  log(topic: string): string {
    return `${this.#entity(topic)}:log:${fieldOf(topic)}`;
  }

  /** HASH: how far the history of a topic reaches. */
  top(topic: string): string {
    return `${this.#entity(topic)}:top:${fieldOf(topic)}`;
  }

  /** HASH: what the last batches to a topic were answered that are not retained; of those that are, the head tells. */
  memory(topic: string): string {
    return `${this.#entity(topic)}:mem:${fieldOf(topic)}`;
  }

  /** STRINGs: the receipts of messages whose ids their publishers chose; an id follows. */
  receipts(topic: string): string {
    return `${this.#entity(topic)}:dup:${fieldOf(topic)}:`;
  }

  /** STRING: a stored field, as JSON. */
  value(key: string): string {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    if (this.#values.size >= MAX_VALUES) this.#values.clear();
    const name = `${this.#entity(key)}:val:${fieldOf(key)}`;
    this.#values.set(key, name);
    return name;
  }

  /** ZSET: the index that lists a topic. */
  topicIndex(topic: string): string {
    return this.#beside(topic, 'topics');
  }

  /** ZSET: the index that lists a key, or the keys of the entity of a topic. */
  keyIndex(address: string): string {
    return this.#beside(address, 'keys');
  }

  /** What a topic is published on. */
  channel(topic: string): string {
    return this.#partitions === undefined ? this.#channelPrefix + topic : this.#beside(topic, 'live');
  }

  /** What to SSUBSCRIBE to for a pattern: the channels of all partitions in which a topic may lie that it matches. */
  shardChannels(pattern: string): readonly string[] {
    return isLiteral(pattern) ? [this.channel(pattern)] : this.#inAll('live');
  }

  /** What to PSUBSCRIBE to for a pattern. Its `*` crosses dots, so what it brings must be matched again. */
  glob(pattern: string): string {
    return this.#channelPrefix + pattern;
  }

  /** The topic of a channel; undefined for a channel that is not ours. */
  topicOf(channel: string): string | undefined {
    if (!channel.startsWith(this.#channelPrefix)) return undefined;
    const topic = channel.slice(this.#channelPrefix.length);
    // Another database, a longer prefix, or a probe.
    return topic.includes(':') ? undefined : topic;
  }

  /** The channels on which a broker hears its own health probes; no pattern of topics means them. */
  probes(producer: string): readonly string[] {
    return this.#partitions === undefined ? [`${this.#channelPrefix}probe:${producer}`] : this.#inAll(`probe:${producer}`);
  }

  /** A topic of one segment has no entity: its tag is the topic behind a dot, with which no entity begins. */
  #entity(address: string): string {
    const entity = nameOf(address);
    return this.#partitions === undefined ? `${this.#prefix}{${entity}}` : `${this.#prefix}{${this.#partitions.tagOf(entity)}}:${entity}`;
  }

  /** Something that all addresses have in common that share a partition with this one. */
  #beside(address: string, name: string): string {
    return this.#partitions === undefined ? this.#prefix + name : `${this.#prefix}{${this.#partitions.tagOf(nameOf(address))}}:${name}`;
  }

  #inAll(name: string): readonly string[] {
    return this.#partitions === undefined ? [this.#prefix + name] : this.#partitions.tags.map((tag) => `${this.#prefix}{${tag}}:${name}`);
  }
}

function nameOf(address: string): string {
  const entity = entityOf(address);
  return entity === '' ? `.${address}` : entity;
}
