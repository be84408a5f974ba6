import { entityOf, fieldOf } from '@runwire/broker-core';

export interface LayoutOptions {
  /** What every name begins with. Default `runwire:`. */
  readonly prefix?: string | undefined;
  /** Database number. Default 0; another one is part of every channel name, because pub/sub ignores it. */
  readonly db?: number | undefined;
}

/**
 * Every key, channel and glob of the broker; nothing else spells a Redis name. The part in braces is the hash tag
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags): what belongs to one entity
 * shares a slot, so that one script may touch it. Addresses and prefixes hold no character that a glob would interpret.
 */
export class Layout {
  readonly #prefix: string;
  readonly #channelPrefix: string;
  /** How a frame is sent to its channel. */
  readonly publishCommand = 'PUBLISH';
  /** Sorted set of the topics that have a head. */
  readonly topicIndex: string;
  /** Sorted set of the stored keys. */
  readonly keyIndex: string;

  constructor({ prefix = 'runwire:', db = 0 }: LayoutOptions) {
    this.#prefix = prefix;
    this.#channelPrefix = db === 0 ? prefix : `${prefix}db${String(db)}:`;
    this.topicIndex = `${prefix}topics`;
    this.keyIndex = `${prefix}keys`;
  }

  /** STREAM: the history of a topic. */
  log(topic: string): string {
    return `${this.#entity(topic)}:log:${fieldOf(topic)}`;
  }

  /** HASH: how far the history of a topic reaches. */
  top(topic: string): string {
    return `${this.#entity(topic)}:top:${fieldOf(topic)}`;
  }

  /** STRING: what a batch of a producer to a topic was answered; batches take turns in a few places. */
  memory(topic: string, producer: string, place: number): string {
    return `${this.#entity(topic)}:mem:${fieldOf(topic)}:${producer}:${String(place)}`;
  }

  /** STRING: the receipt of a message whose id its publisher chose. */
  receipt(topic: string, id: string): string {
    return `${this.#entity(topic)}:dup:${fieldOf(topic)}:${id}`;
  }

  /** STRING: a stored field, as JSON. */
  value(key: string): string {
    return `${this.#entity(key)}:val:${fieldOf(key)}`;
  }

  channel(topic: string): string {
    return this.#channelPrefix + topic;
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

  /** The channel on which a broker hears its own health probes; no pattern of topics means it. */
  probe(producer: string): string {
    return `${this.#channelPrefix}probe:${producer}`;
  }

  /** A topic of one segment has no entity: its tag is the topic behind a dot, with which no entity begins. */
  #entity(address: string): string {
    const entity = entityOf(address);
    return `${this.#prefix}{${entity === '' ? `.${address}` : entity}}`;
  }
}
