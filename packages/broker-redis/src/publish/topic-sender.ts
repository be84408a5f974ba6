import { performance } from 'node:perf_hooks';
import { BrokerError, ClosedError, ConnectionError, TimeoutError } from '@runwire/broker-core';
import type { Commands } from '../connection/commands.js';
import { ServerReplyError } from '../connection/server-reply-error.js';
import { APPEND } from '../scripts/append-script.js';
import { runWritten } from '../scripts/run-script.js';
import type { ServerClock } from '../server-clock.js';
import type { ClusterIndex } from '../state/cluster-index.js';
import { encodeAddressed, encodeUnretained } from '../wire-format.js';
import type { AppendArguments } from './append-arguments.js';
import { createBatch, MAX_UNDER_WAY, type Batch, type BatchName } from './batch.js';
import type { KnownTops } from './known-tops.js';
import { isSpecial, mayRepeat, type Pending } from './pending.js';
import { answerOf, settleBatch, topOf } from './settle-batch.js';
import type { TopicQueue } from './topic-queue.js';

/** Milliseconds between two tries at a server that refuses for the moment. */
const PAUSE_MS = 100;

/** Replies after which the same batch is sent again, in order: nothing was executed. */
const REPEATABLE = new Set(['LOADING', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'MOVED', 'ASK', 'BUSY', 'OUTOFTURN']);

export interface TopicSenderOptions {
  readonly commands: Commands;
  readonly common: AppendArguments;
  readonly clock: ServerClock;
  readonly nextSequence: () => number;
  readonly tops: KnownTops;
  /** Where the scripts do not reach the indexes. */
  readonly index: ClusterIndex | undefined;
}

/** A batch that was sent. */
interface UnderWay extends BatchName {
  /** It is settled, or has failed. Never rejects. */
  readonly answered: Promise<void>;
}

/**
 * Sends what waits in the queue of one topic, in order. Up to some batches are under way; each names the one before it, so
 * the server refuses one that would overtake. What was cut off or refused for the moment is sent again, one by one.
 */
export class TopicSender {
  readonly #options: TopicSenderOptions;
  readonly #queue: TopicQueue;
  /** Tells which server holds the topic. */
  readonly #key: string;
  readonly #underWay = new Map<number, UnderWay>();
  #failed: { readonly batch: Batch; readonly error: BrokerError }[] = [];
  #isRetaining = true;

  constructor(queue: TopicQueue, options: TopicSenderOptions) {
    this.#queue = queue;
    this.#options = options;
    this.#key = options.common.ofTopic(queue.topic).top;
  }

  /** Resolves when the queue is empty and all is settled; never rejects. */
  async run(): Promise<void> {
    // Let the publishes of this turn come together.
    await Promise.resolve();
    for (;;) {
      const { first } = this.#queue;
      if (this.#failed.length > 0) await this.#repeatFailed();
      else if (first === undefined) {
        const [oldest] = this.#underWay.values();
        if (oldest === undefined) {
          // Now, not a turn later: what is published meanwhile needs another sender.
          this.#queue.isBusy = false;
          return;
        }
        await oldest.answered;
      } else await this.#sendNext(first);
    }
  }

  async #sendNext(first: Pending): Promise<void> {
    const { topic } = this.#queue;
    const problem = this.#options.commands.isReady(this.#key) ? undefined : await this.#waitFor(first.deadline);
    if (problem !== undefined) {
      this.#queue.shift()?.reject(notSent(topic, problem));
      return;
    }
    const pending = this.#queue.takeBatch();
    const isRetaining = pending.some((each) => each.message.history !== false || isSpecial(each));
    // Only batches of one kind can tell their order to each other.
    if (isRetaining !== this.#isRetaining) await this.#settle();
    this.#isRetaining = isRetaining;
    if (this.#failed.length > 0) await this.#repeatFailed();
    const [sequence, place] = [this.#options.nextSequence(), this.#freePlace()];
    const sent = isRetaining ? this.#sendRetained(pending, { sequence, place }) : this.#sendUnretained(pending);
    this.#underWay.set(sequence, { sequence, place, answered: sent.then(() => { this.#underWay.delete(sequence); }) });
    if (pending.some(mayRepeat)) await this.#settle();
    else if (this.#underWay.size >= MAX_UNDER_WAY) await [...this.#underWay.values()][0]?.answered;
  }

  /** The lowest that no batch under way has, so that one batch after another needs one place. */
  #freePlace(): number {
    if (this.#underWay.size === 0) return 0;
    const taken = Array.from(this.#underWay.values(), ({ place }) => place);
    let place = 0;
    while (taken.includes(place)) place++;
    return place;
  }

  /** Never rejects: what fails is kept to be sent again. */
  async #sendRetained(pending: readonly Pending[], name: BatchName): Promise<void> {
    const batch = createBatch(this.#options.common, pending, name);
    try {
      await this.#send(batch, [...this.#underWay.values()].at(-1));
    } catch (error) {
      this.#failed.push({ batch, error: toBrokerError(error) });
    }
  }

  async #send(batch: Batch, previous: BatchName | undefined): Promise<void> {
    const { commands, index, tops } = this.#options;
    const { topic } = this.#queue;
    if (index !== undefined) {
      await index.addTopic(topic);
      await index.addKeys(batch.pending.flatMap(({ message }) => message.writes.map(({ key }) => key)));
    }
    const answer = answerOf(await runWritten(commands, APPEND, this.#key, batch.args(previous, previous === undefined ? tops.of(topic) : undefined)));
    const top = topOf(batch, answer);
    if (top !== undefined) tops.note(topic, top);
    if (answer.epoch === batch.epoch) await index?.addTopicAgain(topic);
    const repeat = settleBatch(batch, answer);
    if (repeat !== undefined) this.#queue.putBack(repeat);
  }

  /** Waits until nothing is under way. */
  async #settle(): Promise<void> {
    await Promise.all(Array.from(this.#underWay.values(), ({ answered }) => answered));
  }

  async #repeatFailed(): Promise<void> {
    await this.#settle();
    const failed = this.#failed.sort((a, b) => a.batch.sequence - b.batch.sequence);
    this.#failed = [];
    for (const { batch, error } of failed) await this.#repeat(batch, error);
  }

  /** Sends a batch, alone, until it is settled one way or the other. */
  async #repeat(batch: Batch, error: BrokerError): Promise<void> {
    const deadline = batch.pending[0]?.deadline ?? 0;
    for (let failure: BrokerError = error; ; ) {
      if (!isRepeatable(failure)) {
        rejectAll(batch.pending, failure);
        return;
      }
      // A dead connection may still count as ready for a moment: without the pause, that moment would never come to an end.
      if (!(failure instanceof ServerReplyError) || failure.kind !== 'OUTOFTURN') await pause();
      const problem = performance.now() < deadline ? await this.#waitFor(deadline) : failure;
      if (problem !== undefined) {
        rejectAll(batch.pending, perhapsSent(this.#queue.topic, problem));
        return;
      }
      try {
        await this.#send(batch, undefined);
        return;
      } catch (next) {
        failure = toBrokerError(next);
      }
    }
  }

  /** At most once: not sent again. Never rejects. */
  async #sendUnretained(pending: readonly Pending[]): Promise<void> {
    const { common, commands, clock } = this.#options;
    const { topic } = this.#queue;
    const timestamp = clock.now();
    const { layout } = common.producer;
    const { top, channel } = common.ofTopic(topic);
    const frame = encodeUnretained(timestamp, pending.map(({ message }) => message.line));
    try {
      await commands.call(top, layout.publishCommand, [channel, layout.isSharded ? encodeAddressed(topic, frame) : frame]);
      for (const each of pending) each.resolve({ id: each.message.id, topic, timestamp, duplicate: false });
    } catch (error) {
      rejectAll(pending, error instanceof ConnectionError ? perhapsSent(topic, error) : toBrokerError(error));
    }
  }

  /** Waits for a connection until the deadline. Resolves with what is wrong if there is none. */
  async #waitFor(deadline: number): Promise<BrokerError | undefined> {
    try {
      await this.#options.commands.ready(this.#key, Math.max(0, deadline - performance.now()));
      return undefined;
    } catch (error) {
      return toBrokerError(error);
    }
  }
}

const isRepeatable = (error: BrokerError): boolean =>
  error instanceof ServerReplyError ? REPEATABLE.has(error.kind) : error instanceof ConnectionError;

const pause = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });

function rejectAll(pending: readonly Pending[], reason: BrokerError): void {
  for (const each of pending) each.reject(reason);
}

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
