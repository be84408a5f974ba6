import { performance } from 'node:perf_hooks';
import { ClosedError, ConnectionError, type BrokerError, type Receipt } from '@runwire/broker-core';
import { MAX_SEND_MS } from '@runwire/broker-core/backend';
import { AppendArguments, type Producer } from './append-arguments.js';
import type { EncodedMessage } from './encoded-message.js';
import { KnownTops } from './known-tops.js';
import { Pending, type Holder } from './pending.js';
import { reassertTops } from './reassert-tops.js';
import { TopicSender, type TopicSenderOptions } from './topic-sender.js';

export interface OutboxOptions extends Omit<TopicSenderOptions, 'nextSequence' | 'tops' | 'common'> {
  readonly producer: Producer;
}

/** Messages that may wait for their acknowledgement. */
const MAX_COUNT = 100_000;
/** Characters of them. */
const MAX_LENGTH = 128 * 1024 * 1024;
/** Topics whose sender stays when there is nothing to send. */
const MAX_IDLE = 1_000;

/**
 * Holds messages until the server has acknowledged them. What is published to one topic within one turn of the event
 * loop, or while its batches are under way, travels as one batch. The server knows a repeated batch by its sequence number.
 */
export class Outbox implements Holder {
  readonly #options: TopicSenderOptions;
  readonly #senders = new Map<string, TopicSender>();
  #sequence = 0;
  #count = 0;
  #length = 0;
  #isClosed = false;
  #onEmpty: (() => void) | undefined;

  constructor(options: OutboxOptions) {
    this.#options = { ...options, common: new AppendArguments(options.producer), nextSequence: () => ++this.#sequence, tops: new KnownTops() };
  }

  /** Resolves when the server has acknowledged. @throws as `BackendPort.append` does */
  publish(message: EncodedMessage): Promise<Receipt> {
    if (this.#isClosed) return Promise.reject(new ClosedError('The broker'));
    if (this.#count >= MAX_COUNT || this.#length >= MAX_LENGTH) return Promise.reject(full(message.topic, this.#count));
    this.#count++;
    this.#length += message.line.length;
    const pending = new Pending(message, performance.now() + MAX_SEND_MS, this);
    (this.#senders.get(message.topic) ?? this.#addSender(message.topic)).add(pending);
    return pending.receipt;
  }

  /** A message is settled. */
  release(message: EncodedMessage): void {
    this.#count--;
    this.#length -= message.line.length;
    if (this.#count === 0) this.#onEmpty?.();
  }

  /** A connection has come back. Never rejects: if it is lost again, another one will come. */
  async reassert(): Promise<void> {
    const { commands, common, tops } = this.#options;
    await reassertTops(commands, common.producer.layout, tops).catch(() => undefined);
  }

  /** Takes nothing more; resolves when all is acknowledged, or after `withinMs`. */
  async drain(withinMs: number): Promise<void> {
    this.#isClosed = true;
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #addSender(topic: string): TopicSender {
    const sender = new TopicSender(topic, this.#options, () => {
      if (this.#senders.size > MAX_IDLE) this.#senders.delete(topic);
    });
    this.#senders.set(topic, sender);
    return sender;
  }
}

function full(topic: string, count: number): BrokerError {
  return new ConnectionError(`The message to "${topic}" was not sent: ${String(count)} messages wait for their acknowledgement already. Publish it again later, or less at once.`);
}
