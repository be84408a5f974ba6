import { performance } from 'node:perf_hooks';
import { BrokerError, ClosedError, ConnectionError, TimeoutError, type Receipt } from '@runwire/broker-core';
import { createEpoch } from '@runwire/broker-core/backend';
import type { Commands } from '../connection/commands.js';
import { ServerReplyError } from '../connection/server-reply-error.js';
import { APPEND } from '../scripts/append-script.js';
import { runScript } from '../scripts/run-script.js';
import type { ServerClock } from '../server-clock.js';
import { encodeUnretained } from '../wire-format.js';
import { createBatch, type Producer } from './batch.js';
import type { EncodedMessage } from './encoded-message.js';
import { isSpecial, type Pending } from './pending.js';
import { settleBatch } from './settle-batch.js';
import { TopicQueue } from './topic-queue.js';

/** Messages that may wait for their acknowledgement. */
const MAX_COUNT = 100_000;
/** Characters of them. */
const MAX_LENGTH = 128 * 1024 * 1024;
/** Milliseconds after which an unacknowledged message is given up. */
export const MAX_AGE_MS = 30_000;
/** Milliseconds between two tries at a server that refuses for the moment. */
const PAUSE_MS = 100;

/** Replies after which the same batch is sent again, in order: nothing was executed. */
const REPEATABLE = new Set(['LOADING', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'MOVED', 'ASK', 'BUSY']);

/**
 * Holds messages until the server has acknowledged them. What is published to one topic within one turn of the event
 * loop, or while a batch of the topic is under way, travels as one batch; a topic has one batch under way, so order
 * survives every repetition, and the server knows a repeated batch by its sequence number.
 */
export class Outbox {
  readonly #commands: Commands;
  readonly #producer: Producer;
  readonly #clock: ServerClock;
  readonly #queues = new Map<string, TopicQueue>();
  #sequence = 0;
  #count = 0;
  #length = 0;
  #isClosed = false;
  #onEmpty: (() => void) | undefined;

  constructor(commands: Commands, producer: Producer, clock: ServerClock) {
    this.#commands = commands;
    this.#producer = producer;
    this.#clock = clock;
  }

  /** Resolves when the server has acknowledged. @throws as `BackendPort.append` does */
  publish(message: EncodedMessage): Promise<Receipt> {
    if (this.#isClosed) return Promise.reject(new ClosedError('The broker'));
    if (this.#count >= MAX_COUNT || this.#length >= MAX_LENGTH) return Promise.reject(full(message.topic, this.#count));
    return new Promise((resolve, reject) => {
      const length = message.line.length;
      this.#count++;
      this.#length += length;
      let isHeld = true;
      const leave = (): void => {
        if (!isHeld) return;
        isHeld = false;
        this.#count--;
        this.#length -= length;
        if (this.#count === 0) this.#onEmpty?.();
      };
      this.#enqueue({
        message,
        deadline: performance.now() + MAX_AGE_MS,
        resolve: (receipt) => { leave(); resolve(receipt); },
        reject: (error) => { leave(); reject(error); },
      });
    });
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

  #enqueue(pending: Pending): void {
    const { topic } = pending.message;
    let queue = this.#queues.get(topic);
    if (queue === undefined) {
      queue = new TopicQueue(topic);
      this.#queues.set(topic, queue);
    }
    queue.add(pending);
    if (queue.isBusy) return;
    queue.isBusy = true;
    void this.#work(queue);
  }

  /** Sends until the queue is empty; never rejects. */
  async #work(queue: TopicQueue): Promise<void> {
    // Let the publishes of this turn come together.
    await Promise.resolve();
    while (queue.first !== undefined) {
      const problem = await this.#waitFor(queue.topic, queue.first.deadline);
      if (problem === undefined) await this.#sendBatch(queue);
      else queue.shift()?.reject(notSent(queue.topic, problem));
    }
    queue.isBusy = false;
    this.#queues.delete(queue.topic);
  }

  /** Waits for a connection until the deadline. Resolves with what is wrong if there is none. */
  async #waitFor(topic: string, deadline: number): Promise<BrokerError | undefined> {
    const key = this.#producer.layout.top(topic);
    if (this.#commands.isReady(key)) return undefined;
    try {
      await this.#commands.ready(key, Math.max(0, deadline - performance.now()));
      return undefined;
    } catch (error) {
      return toBrokerError(error);
    }
  }

  async #sendBatch(queue: TopicQueue): Promise<void> {
    const pending = queue.takeBatch();
    try {
      const isPlain = pending.every((each) => each.message.history === false && !isSpecial(each));
      await (isPlain ? this.#sendUnretained(queue.topic, pending) : this.#sendRetained(queue, pending));
    } catch (error) {
      const reason = toBrokerError(error);
      for (const { reject } of pending) reject(reason);
    }
  }

  /** At most once: not sent again. */
  async #sendUnretained(topic: string, pending: readonly Pending[]): Promise<void> {
    const { layout } = this.#producer;
    const timestamp = this.#clock.now();
    const frame = encodeUnretained(timestamp, pending.map(({ message }) => message.line));
    try {
      await this.#commands.call(layout.top(topic), 'publish', [layout.channel(topic), frame]);
    } catch (error) {
      throw error instanceof ConnectionError ? perhapsSent(topic, error) : error;
    }
    for (const { message, resolve } of pending) resolve({ id: message.id, topic, timestamp, duplicate: false });
  }

  async #sendRetained(queue: TopicQueue, pending: readonly Pending[]): Promise<void> {
    const batch = createBatch(this.#producer, ++this.#sequence, pending, createEpoch());
    const deadline = pending[0]?.deadline ?? 0;
    for (;;) {
      try {
        const repeat = settleBatch(batch, await runScript(this.#commands, APPEND, batch.keys, batch.args));
        if (repeat !== undefined) queue.putBack(repeat);
        return;
      } catch (error) {
        if (!isRepeatable(error)) throw error;
        if (error instanceof ServerReplyError) await pause();
        const problem = performance.now() < deadline ? await this.#waitFor(queue.topic, deadline) : error;
        if (problem !== undefined) throw perhapsSent(queue.topic, problem);
      }
    }
  }
}

const isRepeatable = (error: unknown): error is BrokerError =>
  error instanceof ServerReplyError ? REPEATABLE.has(error.kind) : error instanceof ConnectionError;

const pause = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });

const toBrokerError = (error: unknown): BrokerError =>
  error instanceof BrokerError ? error : new BrokerError('BACKEND', `Publishing failed: ${error instanceof Error ? error.message : String(error)}`);

function notSent(topic: string, problem: BrokerError): BrokerError {
  if (problem instanceof ClosedError) return problem;
  return new ConnectionError(`The message to "${topic}" was not sent: ${problem.message} Publish it again.`, { cause: problem });
}

function perhapsSent(topic: string, problem: BrokerError): BrokerError {
  if (problem instanceof ClosedError) return problem;
  return new TimeoutError(`The message to "${topic}" may have been sent, it is not acknowledged: ${problem.message} Publish it again with the same id, if it had one.`, { cause: problem });
}

function full(topic: string, count: number): BrokerError {
  return new ConnectionError(`The message to "${topic}" was not sent: ${String(count)} messages wait for their acknowledgement already. Publish it again later, or less at once.`);
}
