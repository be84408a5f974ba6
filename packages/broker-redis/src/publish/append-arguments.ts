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

/** Keys of the append script, as a list and as they are sent behind their number. */
export interface AppendKeys {
  readonly list: readonly string[];
  readonly written: WrittenArguments;
}

/** What all batches to one topic have in common. */
export interface TopicArguments {
  readonly top: string;
  readonly channel: string;
  readonly retained: AppendKeys;
  readonly unretained: AppendKeys;
  /** Channel, topic, command, whether there are indexes. */
  readonly destination: WrittenArguments;
}

/** Topics remembered; then they are made anew. */
const MAX_TOPICS = 10_000;

/** The part of the arguments that is the same for each publish, made and written once. */
export class AppendArguments {
  readonly producer: Producer;
  readonly #topics = new Map<string, TopicArguments>();
  readonly #policies = new WeakMap<HistoryPolicy, WrittenArguments>();
  readonly #noHistory: WrittenArguments;

  constructor(producer: Producer) {
    this.producer = producer;
    this.#noHistory = this.#write({ maxLength: 0, ttlMs: 0 });
  }

  ofTopic(topic: string): TopicArguments {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    if (this.#topics.size >= MAX_TOPICS) this.#topics.clear();
    const made = this.#make(topic);
    this.#topics.set(topic, made);
    return made;
  }

  /** Messages and milliseconds to keep, milliseconds to remember receipts and the batch. */
  ofPolicy(history: HistoryPolicy | false): WrittenArguments {
    if (history === false) return this.#noHistory;
    const known = this.#policies.get(history) ?? this.#write(history);
    this.#policies.set(history, known);
    return known;
  }

  #make(topic: string): TopicArguments {
    const { layout, isIndexed } = this.producer;
    const [top, channel] = [layout.top(topic), layout.channel(topic)];
    const common = [layout.log(topic), ...(isIndexed ? [layout.topicIndex(topic), layout.keyIndex(topic)] : [])];
    return {
      top,
      channel,
      retained: keysOf([top, ...common]),
      unretained: keysOf([layout.memory(topic), ...common]),
      destination: new WrittenArguments([channel, topic, layout.publishCommand, isIndexed ? '1' : '0']),
    };
  }

  #write({ maxLength, ttlMs }: HistoryPolicy): WrittenArguments {
    const { idempotencyMs, memoryMs } = this.producer;
    return new WrittenArguments([maxLength, ttlMs, idempotencyMs, memoryMs].map(String));
  }
}

const keysOf = (list: readonly string[]): AppendKeys => ({ list, written: new WrittenArguments([String(list.length), ...list]) });
