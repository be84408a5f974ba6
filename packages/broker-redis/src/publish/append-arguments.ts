import type { HistoryPolicy } from '@runwire/broker-core';
import { WrittenArguments } from '../connection/command-text.js';
import type { Layout } from '../layout.js';

/** What all batches of a producer have in common. */
export interface Producer {
  readonly id: string;
  readonly layout: Layout;
  readonly idempotencyMs: number;
  /** Milliseconds the server remembers a batch; longer than the outbox keeps one. */
  readonly memoryMs: number;
  /** Whether the scripts keep the indexes. */
  readonly isIndexed: boolean;
}

/** What all batches to one topic have in common. */
export interface TopicArguments {
  readonly top: string;
  readonly channel: string;
  /** Number of keys, and keys, of a batch that is one run of retained messages. */
  readonly runKeys: WrittenArguments;
  /** Keys of other batches that are retained, before the receipts and values. */
  readonly retainedKeys: WrittenArguments;
  /** Of those that are not. */
  readonly unretainedKeys: WrittenArguments;
  /** What the names of receipts begin with. */
  readonly receipts: string;
  /** Channel, command, topic. */
  readonly destination: WrittenArguments;
}

/** Topics remembered; then they are made anew. */
const MAX_TOPICS = 10_000;

/** The part of the arguments that is the same for each publish, made and written once. */
export class AppendArguments {
  readonly producer: Producer;
  readonly #topics = new Map<string, TopicArguments>();
  readonly #terms = new WeakMap<HistoryPolicy, WrittenArguments>();
  readonly #noHistory: WrittenArguments;
  readonly #places: WrittenArguments[] = [];

  constructor(producer: Producer) {
    this.producer = producer;
    this.#noHistory = this.#write({ maxLength: 0, ttlMs: 0 });
  }

  /** Where the server remembers a batch, by its number among those under way. */
  ofPlace(place: number): WrittenArguments {
    const written = this.#places[place] ?? new WrittenArguments([`${this.producer.id}:${String(place)}`]);
    this.#places[place] = written;
    return written;
  }

  ofTopic(topic: string): TopicArguments {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    if (this.#topics.size >= MAX_TOPICS) this.#topics.clear();
    const made = this.#make(topic);
    this.#topics.set(topic, made);
    return made;
  }

  /** The terms: messages and milliseconds to keep, milliseconds to remember receipts and the batch, whether to keep the indexes. */
  ofPolicy(history: HistoryPolicy | false): WrittenArguments {
    if (history === false) return this.#noHistory;
    const known = this.#terms.get(history) ?? this.#write(history);
    this.#terms.set(history, known);
    return known;
  }

  #make(topic: string): TopicArguments {
    const { layout, isIndexed } = this.producer;
    const [top, log, channel] = [layout.top(topic), layout.log(topic), layout.channel(topic)];
    const [topics, keys] = isIndexed ? [[layout.topicIndex(topic)], [layout.keyIndex(topic)]] : [[], []];
    const runKeys = [top, log, ...topics];
    return {
      top,
      channel,
      runKeys: new WrittenArguments([String(runKeys.length), ...runKeys]),
      retainedKeys: new WrittenArguments([...runKeys, ...keys]),
      unretainedKeys: new WrittenArguments([layout.memory(topic), log, ...topics, ...keys]),
      receipts: layout.receipts(topic),
      destination: new WrittenArguments([channel, layout.publishCommand, topic]),
    };
  }

  #write({ maxLength, ttlMs }: HistoryPolicy): WrittenArguments {
    const { idempotencyMs, memoryMs, isIndexed } = this.producer;
    return new WrittenArguments([[maxLength, ttlMs, idempotencyMs, memoryMs, isIndexed ? 1 : 0].join(' ')]);
  }
}
