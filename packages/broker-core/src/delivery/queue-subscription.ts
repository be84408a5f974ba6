import { performance } from 'node:perf_hooks';
import type { BackendPort, TopicHead } from '../backend-port.js';
import { BrokerError, SlowConsumerError } from '../errors.js';
import type { Message } from '../message.js';
import type { BatchOptions, CloseReason, Cursor, Subscription, SubscriptionStats } from '../subscription.js';
import { Backlog } from './backlog.js';
import { BatchReader, parseBatchOptions } from './batch-reader.js';
import type { Position } from './catch-up.js';
import { encodeCursor, type Bookmark } from './cursor.js';
import type { Delivery } from './delivery.js';
import type { Dispatcher } from './dispatcher.js';
import { Inbox } from './inbox.js';
import { Milestones } from './milestones.js';
import { placements, type Placement } from './placements.js';
import { QueueReader, type Readable, type Waiter } from './queue-reader.js';
import type { QueueSubscriptionOptions } from './queue-subscription-options.js';
import type { Receiver } from './receiver.js';
import type { Run } from './run.js';
import { LIVE, NEW, type State } from './subscription-state.js';
import type { TopicFeed } from './topic-feed.js';

/** A subscription over the dispatcher: an inbox in front of the consumer, and a backlog behind it. */
export class QueueSubscription implements Subscription<never>, Receiver, Readable<Message<never>> {
  readonly queue: Inbox;
  readonly #port: BackendPort;
  readonly #dispatcher: Dispatcher;
  readonly #options: QueueSubscriptionOptions<QueueSubscription>;
  #state: State = NEW;
  #backlog: Backlog | undefined;
  #isIterated = false;
  #hasThrown = false;
  #beganAt = Infinity;
  readonly #milestones = new Milestones();

  constructor(port: BackendPort, dispatcher: Dispatcher, options: QueueSubscriptionOptions<QueueSubscription>) {
    this.#port = port;
    this.#dispatcher = dispatcher;
    this.#options = options;
    this.queue = new Inbox(options, port.name);
  }

  /** Begins to listen; called once. */
  open(): void {
    this.#state = { kind: 'starting', early: new Map() };
    this.#dispatcher.add(this.#options.patterns, this).then(
      (heads) => {
        if (this.#state.kind === 'starting') this.#begin(heads, this.#state.early);
      },
      (error: unknown) => {
        this.fail(error);
      },
    );
  }

  get isOpen(): boolean {
    return this.#state.kind !== 'ended';
  }

  get beganAt(): number {
    return this.#beganAt;
  }

  get ready(): Promise<void> {
    return this.#milestones.ready;
  }

  get closed(): Promise<CloseReason> {
    return this.#milestones.closed;
  }

  get cursor(): Cursor {
    return encodeCursor(this.#state.kind === 'ended' ? this.#beforeQueue(this.#state.bookmark) : this.#bookmark());
  }

  get stats(): SubscriptionStats {
    return this.queue.stats;
  }

  get queued(): number {
    return this.queue.length;
  }

  [Symbol.asyncIterator](): AsyncIterator<Message<never>, undefined, undefined> {
    this.#claim();
    return new QueueReader(this);
  }

  batches(options: BatchOptions = {}): AsyncIterable<readonly Message<never>[]> {
    const parsed = parseBatchOptions(options);
    this.#claim();
    const reader = new BatchReader(this.queue, this, parsed, () => { this.#readOn(); });
    // `never` stands for the caller's own type of data, which is not known here.
    return { [Symbol.asyncIterator]: () => reader as AsyncIterator<readonly Message<never>[], undefined, undefined> };
  }

  take(): Message<never> | undefined {
    const message = this.queue.take();
    if (this.#backlog !== undefined) this.#readOn();
    return message as Message<never> | undefined;
  }

  whenQueued(waiter: Waiter): void {
    this.queue.whenQueued(waiter);
  }

  takeFailure(): BrokerError | undefined {
    if (this.#state.kind !== 'ended' || this.#state.reason.kind !== 'failed' || this.#hasThrown) return undefined;
    this.#hasThrown = true;
    return this.#state.reason.error;
  }

  offer(run: Run): void {
    const isPlain = this.#state.kind === 'live' && (this.#backlog === undefined || run.epoch === undefined || this.#backlog.isEmpty);
    if (isPlain && this.queue.link(run)) return;
    run.end();
    for (let index = 0, delivery = run.at(0); delivery !== undefined; delivery = run.at(++index)) this.#offerOne(delivery);
  }

  isLive(topic: string): boolean {
    return this.#state.kind === 'live' && this.#backlog?.isBehind(topic) !== true;
  }

  push(delivery: Delivery): void {
    this.queue.push(delivery);
  }

  close(): Promise<void> {
    return this.end({ kind: 'closed' });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  fail(error: unknown): void {
    const known = error instanceof BrokerError ? error : new BrokerError('BACKEND', 'The subscription failed.', { cause: error });
    void this.end({ kind: 'failed', error: known });
  }

  /** Ends it, once. After a failure the consumer still gets what is queued. */
  end(reason: CloseReason): Promise<void> {
    if (this.#state.kind === 'ended') return this.#state.released;
    const bookmark = reason.kind === 'failed' ? this.#flowBookmark() : this.#bookmark();
    if (reason.kind === 'failed') this.queue.endRun();
    else this.queue.clear();
    // One that never listened has nothing to give back; one still being placed is not waited for, as that may take an outage.
    const removed = this.#state.kind === 'new' ? undefined : this.#dispatcher.remove(this.#options.patterns, this);
    const released = this.#state.kind === 'live' && removed !== undefined ? removed : Promise.resolve();
    this.#state = { kind: 'ended', reason, released, bookmark };
    this.#backlog?.close();
    this.#milestones.reachEnd(reason);
    this.queue.wake();
    this.#options.onEnd(this);
    return released;
  }

  /** Everything is in place: topics that do not stand where this subscription begins are read up to there. */
  #begin(heads: ReadonlyMap<string, TopicHead>, early: ReadonlyMap<string, string>): void {
    const { patterns, start } = this.#options;
    const known = Array.from(this.#dispatcher.feeds(patterns), ([topic]) => topic);
    const follow = (head: TopicHead): TopicFeed => this.#dispatcher.follow(head);
    const isWanted = (topic: string): boolean => this.#dispatcher.isWanted(topic, this);
    const places = [...placements({ start, heads, early, known, follow, isWanted })];
    this.#state = LIVE;
    this.#beganAt = performance.now();
    for (const placement of places) this.#lag(placement);
    this.#milestones.reachReady();
    this.#backlog?.refill();
  }

  #lag({ topic, position, isJoined }: Placement): void {
    this.#backlog ??= new Backlog(this.#port, (name) => this.#dispatcher.feed(name), this);
    this.#backlog.add(topic, position, isJoined);
    this.queue.endRun(); // From here on each live delivery needs the backlog's leave.
  }

  /** Takes a delivery that is not simply the queue's next. */
  #offerOne(delivery: Delivery): void {
    if (this.#state.kind === 'live') {
      const admitted = delivery.epoch === undefined || this.#backlog === undefined ? delivery : this.#backlog.admit(delivery);
      if (admitted === undefined) return;
      if (this.queue.isFull) this.#overflow(admitted);
      else this.queue.push(admitted);
    } else if (this.#state.kind === 'starting') this.#offerEarly(delivery, this.#state.early);
  }

  #offerEarly(delivery: Delivery, early: Map<string, string>): void {
    const { topic } = delivery.message;
    if (delivery.epoch !== undefined) early.set(topic, early.get(topic) ?? delivery.epoch);
    else if (this.queue.isFull) this.#overflow(delivery);
    else this.queue.push(delivery);
  }

  #overflow(delivery: Delivery): void {
    const { overflow, maxQueueSize } = this.#options;
    if (overflow === 'error') {
      // What found no room is where a cursor goes on.
      this.#lagBefore(delivery);
      this.fail(new SlowConsumerError(maxQueueSize));
    } else if (overflow === 'drop-oldest') {
      while (this.queue.isFull) this.queue.dropOldest();
      this.queue.push(delivery);
    } else this.#lagBefore(delivery);
  }

  /** The queue has no room for this one: read on from here. */
  #lagBefore({ epoch, message: { topic, offset = 0, gap } }: Delivery): void {
    if (epoch === undefined) {
      this.queue.countDropped();
      return;
    }
    const position = { epoch, offset: offset - 1, lost: gap };
    this.#lag({ topic, position: { ...position, id: this.#dispatcher.idAt(topic, position) }, isJoined: false });
  }

  /** A consumer that has made room gets more of what it missed. */
  #readOn(): void {
    if (this.queue.isLow) this.#backlog?.refill();
  }

  /** Behind the last message the consumer has taken. */
  #bookmark(): Bookmark {
    return this.#beforeQueue(this.#flowBookmark());
  }

  #beforeQueue(flow: Bookmark): Bookmark {
    const positions = new Map(flow.positions);
    this.queue.rewind(positions, (topic, position) => this.#dispatcher.idAt(topic, position));
    return { ...flow, positions };
  }

  /** Behind the last message handed to the queue. */
  #flowBookmark(): Bookmark {
    if (this.#state.kind === 'new' || this.#state.kind === 'starting') {
      const { positions, otherwise } = this.#options.start;
      return otherwise === 'after-cursor' ? { positions } : { positions, start: otherwise };
    }
    const positions = new Map<string, Position>();
    for (const [topic, feed] of this.#dispatcher.feeds(this.#options.patterns)) positions.set(topic, feed.position);
    this.#backlog?.rewind(positions);
    return { positions };
  }

  #claim(): void {
    if (this.#isIterated) {
      throw new BrokerError('INVALID_ARGUMENT', 'This subscription is being iterated already; subscribe again for a second consumer.');
    }
    this.#isIterated = true;
  }
}
