import { performance } from 'node:perf_hooks';
import { type BrokerError, ConnectionError } from '@runwire/broker-core';
import type { Commands } from '../connection/commands.js';
import type { Reply } from '../connection/redis-client.js';
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
import { isRepeatable, notSent, perhapsSent, toBrokerError } from './send-failures.js';
import { answerOf, settleBatch, topOf, type Answer } from './settle-batch.js';
import { TopicQueue } from './topic-queue.js';

/** Milliseconds between two tries at a server that refuses for the moment. */
const PAUSE_MS = 100;

export interface TopicSenderOptions {
  readonly commands: Commands;
  readonly common: AppendArguments;
  readonly clock: ServerClock;
  readonly nextSequence: () => number;
  readonly tops: KnownTops;
  /** Where the scripts do not reach the indexes. */
  readonly index: ClusterIndex | undefined;
}

/**
 * Sends what is published to one topic, in order. Up to some batches are under way; each names the one before it, so
 * the server refuses one that would overtake. What was cut off or refused for the moment is sent again, one by one.
 */
export class TopicSender {
  readonly #topic: string;
  readonly #options: TopicSenderOptions;
  readonly #onIdle: () => void;
  readonly #queue = new TopicQueue();
  /** Tells which server holds the topic. */
  readonly #key: string;
  readonly #underWay = new Map<number, BatchName>();
  #failed: { readonly batch: Batch; readonly error: BrokerError }[] = [];
  /** Nothing waits, and nothing is under way. */
  #isIdle = true;
  #isWoken = false;
  /** Waiting for a connection, or sending again. */
  #isPaused = false;
  /** What the last batch was. */
  #isRetaining = true;
  #mayRepeat = false;
  #onSettled: (() => void) | undefined;

  constructor(topic: string, options: TopicSenderOptions, onIdle: () => void) {
    this.#topic = topic;
    this.#options = options;
    this.#onIdle = onIdle;
    this.#key = options.common.ofTopic(topic).top;
  }

  /** What is added in one turn of the event loop, or while batches are under way, goes together. */
  add(pending: Pending): void {
    this.#queue.add(pending);
    if (!this.#isIdle) return;
    this.#isIdle = false;
    this.#wake();
  }

  /** Goes on when all that is ready to run has run, and perhaps published more. */
  #wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    process.nextTick(this.#run);
  }

  readonly #run = (): void => {
    this.#isWoken = false;
    while (!this.#isPaused) {
      const { first } = this.#queue;
      if (this.#failed.length > 0) this.#pauseFor(this.#repeatFailed());
      else if (first === undefined) {
        this.#isIdle = this.#underWay.size === 0;
        if (this.#isIdle) this.#onIdle();
        return;
      } else if (!this.#options.commands.isReady(this.#key)) this.#pauseFor(this.#waitToSend(first));
      else if (!this.#sendNext()) return;
    }
  };

  /** @param work never rejects */
  #pauseFor(work: Promise<void>): void {
    this.#isPaused = true;
    void work.then(() => {
      this.#isPaused = false;
      this.#wake();
    });
  }

  async #waitToSend(first: Pending): Promise<void> {
    const problem = await this.#waitFor(first.deadline);
    if (problem !== undefined) this.#queue.shift()?.reject(notSent(this.#topic, problem));
  }

  /** `false`: an answer has to come first. */
  #sendNext(): boolean {
    if (this.#underWay.size >= MAX_UNDER_WAY || (this.#mayRepeat && this.#underWay.size > 0)) return false;
    const pending = this.#queue.takeBatch();
    const isRetaining = pending.some((each) => each.message.history !== false || isSpecial(each));
    // Only batches of one kind can tell their order to each other.
    if (isRetaining !== this.#isRetaining && this.#underWay.size > 0) {
      this.#queue.putBack(pending);
      return false;
    }
    this.#isRetaining = isRetaining;
    this.#mayRepeat = pending.some(mayRepeat);
    const [previous, name] = [lastOf(this.#underWay), { sequence: this.#options.nextSequence(), place: this.#freePlace() }];
    this.#underWay.set(name.sequence, name);
    if (isRetaining) this.#sendRetained(createBatch(this.#options.common, pending, name), previous);
    else void this.#sendUnretained(pending).then(() => { this.#onAnswer(name); });
    return true;
  }

  /** What fails is kept to be sent again. */
  #sendRetained(batch: Batch, previous: BatchName | undefined): void {
    this.#send(batch, previous).then(
      () => { this.#onAnswer(batch); },
      (error: unknown) => {
        this.#failed.push({ batch, error: toBrokerError(error) });
        this.#onAnswer(batch);
      },
    );
  }

  #onAnswer({ sequence }: BatchName): void {
    this.#underWay.delete(sequence);
    if (this.#underWay.size === 0) this.#onSettled?.();
    this.#wake();
  }

  /** The lowest that no batch under way has, so that one batch after another needs one place. */
  #freePlace(): number {
    if (this.#underWay.size === 0) return 0;
    const taken = Array.from(this.#underWay.values(), ({ place }) => place);
    let place = 0;
    while (taken.includes(place)) place++;
    return place;
  }

  #send(batch: Batch, previous: BatchName | undefined): Promise<void> {
    const { index } = this.#options;
    return index === undefined ? this.#append(batch, previous).then((reply) => { this.#take(batch, answerOf(reply)); }) : this.#sendListed(batch, previous, index);
  }

  async #sendListed(batch: Batch, previous: BatchName | undefined, index: ClusterIndex): Promise<void> {
    await index.addTopic(this.#topic);
    await index.addKeys(batch.pending.flatMap(({ message }) => message.writes.map(({ key }) => key)));
    const answer = answerOf(await this.#append(batch, previous));
    if (answer.epoch === batch.epoch) await index.addTopicAgain(this.#topic);
    this.#take(batch, answer);
  }

  #append(batch: Batch, previous: BatchName | undefined): Promise<Reply> {
    const { commands, tops } = this.#options;
    const known = previous === undefined ? tops.of(this.#topic) : undefined;
    return runWritten(commands, APPEND, this.#key, batch.args(previous, known));
  }

  #take(batch: Batch, answer: Answer): void {
    const top = topOf(batch, answer);
    if (top !== undefined) this.#options.tops.note(this.#topic, top);
    const repeat = settleBatch(batch, answer);
    if (repeat !== undefined) this.#queue.putBack(repeat);
  }

  /** Waits until nothing is under way. */
  async #settle(): Promise<void> {
    if (this.#underWay.size === 0) return;
    await new Promise<void>((resolve) => { this.#onSettled = resolve; });
    this.#onSettled = undefined;
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
        rejectAll(batch.pending, perhapsSent(this.#topic, problem));
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
  #sendUnretained(pending: readonly Pending[]): Promise<void> {
    const { common, commands, clock } = this.#options;
    const topic = this.#topic;
    const timestamp = clock.now();
    const { layout } = common.producer;
    const { top, channel } = common.ofTopic(topic);
    const frame = encodeUnretained(timestamp, pending.map(({ message }) => message.line));
    return commands.call(top, layout.publishCommand, [channel, layout.isSharded ? encodeAddressed(topic, frame) : frame]).then(
      () => {
        for (const each of pending) each.resolve({ id: each.message.id, topic, timestamp, duplicate: false });
      },
      (error: unknown) => { rejectAll(pending, error instanceof ConnectionError ? perhapsSent(topic, error) : toBrokerError(error)); },
    );
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

const lastOf = (underWay: ReadonlyMap<number, BatchName>): BatchName | undefined => [...underWay.values()].at(-1);

const pause = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });

function rejectAll(pending: readonly Pending[], reason: BrokerError): void {
  for (const each of pending) each.reject(reason);
}
