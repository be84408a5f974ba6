import { setTimeout as delay } from 'node:timers/promises';
import { isLiteral, matcherOf } from '../address.js';
import type { BackendPort, LiveFrame, TopicHead } from '../backend-port.js';
import { BrokerError } from '../errors.js';
import { Attachments } from './attachments.js';
import { CatchUp, type Position } from './catch-up.js';
import { isConfirmed } from './confirm-position.js';
import { retained, unretained } from './delivery.js';
import { passOn, passOnPage } from './pass-on.js';
import type { Receiver } from './receiver.js';
import type { Route } from './route.js';
import { Routes } from './routes.js';
import { TopicFeed } from './topic-feed.js';

/** Messages read at once by a catch-up, at first and at most: it has to outrun the topic. */
const [MIN_PAGE, MAX_PAGE] = [500, 8_000];
/** Milliseconds between a failed catch-up and the next try. */
const RETRY_MS = 500;

/** Live flow in, subscriptions out. Keeps one feed per topic, finds holes in it, and fills them from the history once for all. */
export class Dispatcher {
  readonly #port: BackendPort;
  readonly #routes = new Routes();
  readonly #feeds = new Map<string, TopicFeed>();
  readonly #attachments: Attachments;
  readonly #retries = new Set<ReturnType<typeof setTimeout>>();
  #isClosed = false;

  constructor(port: BackendPort) {
    this.#port = port;
    this.#attachments = new Attachments(port);
  }

  /** The live positions of all topics that match one of the patterns. */
  *feeds(patterns: readonly string[]): IterableIterator<readonly [string, TopicFeed]> {
    for (const topic of patterns) {
      const feed = this.#feeds.get(topic);
      if (feed !== undefined) yield [topic, feed];
    }
    const wanted = patterns.filter((pattern) => !isLiteral(pattern)).map(matcherOf);
    if (wanted.length === 0) return;
    for (const [topic, feed] of this.#feeds) {
      if (wanted.some((isMatch) => isMatch(topic))) yield [topic, feed];
    }
  }

  /** Whether the receiver's patterns match the topic. */
  isWanted(topic: string, receiver: Receiver): boolean {
    return this.#routes.to(topic).receivers.includes(receiver);
  }

  feed(topic: string): TopicFeed | undefined {
    return this.#feeds.get(topic);
  }

  /** The id of the message at this position, where the live flow knows it; it may be in another history by now. */
  idAt(topic: string, { epoch, offset }: Position): string | undefined {
    const feed = this.#feeds.get(topic);
    return feed?.epoch === epoch ? feed.idAt(offset) : undefined;
  }

  /**
   * Routes to the receiver at once; resolves with the heads of its topics when nothing published later can be missed.
   * Whatever comes of it, `remove` ends it.
   */
  async add(patterns: readonly string[], receiver: Receiver): Promise<ReadonlyMap<string, TopicHead>> {
    this.#routes.add(patterns, receiver);
    await Promise.all(patterns.map((pattern) => this.#attachments.acquire(pattern)));
    return this.#headsPatiently(patterns, receiver);
  }

  /** Ends the routing at once; resolves when the backend has let go. */
  async remove(patterns: readonly string[], receiver: Receiver): Promise<void> {
    this.#routes.remove(patterns, receiver);
    await Promise.all(patterns.map((pattern) => this.#release(pattern)));
  }

  /** Takes a live run of messages. */
  deliver(frame: LiveFrame): void {
    const { topic, messages, position } = frame;
    const route = this.#routes.to(topic);
    if (route.receivers.length === 0) return;
    if (position === undefined) {
      for (const message of messages) route.pass(unretained(topic, message));
      return;
    }
    const { epoch, firstOffset } = position;
    const feed = route.feed ?? this.#feeds.get(topic) ?? this.#meet(topic, epoch, firstOffset, route);
    route.feed = feed;
    if (feed.isCatchingUp) feed.note(frame);
    else if (!this.#accept(feed, frame, route)) void this.#catchUp(topic, feed);
  }

  /** Compares all heads with what was seen and catches up. Rejects as the backend does. */
  async resync(): Promise<void> {
    const heads = await this.#heads([...this.#attachments.patterns()]);
    await Promise.all(Array.from(heads.values(), (head) => this.#compare(head)));
  }

  forget(topics: Iterable<string>): void {
    for (const topic of topics) this.#drop(topic);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#retries) clearTimeout(timer);
    this.#feeds.clear();
  }

  /** Makes sure that a topic has a feed; a new one stands at the head, or comes up to it if somebody live is owed the whole topic. */
  follow(head: TopicHead): TopicFeed {
    const known = this.#feeds.get(head.topic);
    if (known !== undefined) return known;
    const feed = this.#meetHead(head);
    if (feed.offset < head.top) void this.#catchUp(head.topic, feed);
    return feed;
  }

  /**
   * A topic seen for the first time. Whoever is live listed all heads when it began, so the topic is younger and all of
   * it is news; without such a receiver the run is as good a beginning as any.
   */
  #meet(topic: string, epoch: string, firstOffset: number, route: Route): TopicFeed {
    const feed = new TopicFeed({ epoch, offset: route.isLive(topic) ? 0 : firstOffset - 1 });
    this.#feeds.set(topic, feed);
    return feed;
  }

  /** Passes on what is next of a live run. `false`: only the history can tell what is. */
  #accept(feed: TopicFeed, { topic, messages, position }: LiveFrame, route: Route): boolean {
    if (position === undefined) return true;
    const verdict = feed.judge(position.epoch, position.firstOffset, messages);
    if (verdict.kind !== 'next') return verdict.kind === 'known';
    feed.beginRun();
    for (let index = verdict.skip; index < messages.length; index++) {
      const message = messages[index];
      if (message === undefined) break;
      const gap = feed.advance(message.id);
      passOn(feed, retained(message, { topic, epoch: feed.epoch, offset: feed.offset, gap }), route);
    }
    return true;
  }

  async #heads(patterns: readonly string[]): Promise<ReadonlyMap<string, TopicHead>> {
    const lists = await Promise.all(patterns.map((pattern) => this.#port.heads(pattern)));
    return new Map(lists.flat().map((head) => [head.topic, head]));
  }

  /** A subscription that is attached waits out a connection lost just now. */
  async #headsPatiently(patterns: readonly string[], receiver: Receiver): Promise<ReadonlyMap<string, TopicHead>> {
    for (;;) {
      try {
        return await this.#heads(patterns);
      } catch (error) {
        if (!receiver.isOpen || this.#isClosed || !(error instanceof BrokerError && error.retryable)) throw error;
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  async #compare(head: TopicHead): Promise<void> {
    const feed = this.#feeds.get(head.topic) ?? this.#meetHead(head);
    if (feed.isCatchingUp) feed.note(head);
    else if (feed.isAt({ epoch: head.epoch, offset: head.top })) return;
    else if (!feed.isAhead(head) || !(await isConfirmed(this.#port, head.topic, feed.position))) await this.#catchUp(head.topic, feed);
  }

  /** A topic nobody had heard of when all began, and now it has a head: all of it is news. */
  #meetHead(head: TopicHead): TopicFeed {
    return this.#meet(head.topic, head.epoch, head.top + 1, this.#routes.to(head.topic));
  }

  /** Brings a feed up to the history, once for all live receivers. */
  async #catchUp(topic: string, feed: TopicFeed): Promise<void> {
    if (feed.isCatchingUp) return;
    feed.isCatchingUp = true;
    try {
      let isJoined = false;
      for (let limit = MIN_PAGE; !isJoined && !this.#isClosed && this.#feeds.get(topic) === feed; limit = Math.min(MAX_PAGE, 2 * limit)) {
        feed.takeNotes();
        const atHead = this.#routes.to(topic).isLive(topic) ? await this.#readOn(topic, feed, limit) : await this.#skipToHead(topic, feed);
        isJoined = atHead && this.#joinLive(feed);
      }
      feed.isContradicted = false;
    } catch {
      // The broker's status tells why; the loss is found again from the feed's position.
      this.#retryLater(topic, feed);
    } finally {
      feed.isCatchingUp = false;
    }
  }

  async #readOn(topic: string, feed: TopicFeed, limit: number): Promise<boolean> {
    const catchUp = new CatchUp(this.#port, topic, feed.position, feed);
    const { deliveries, atHead } = await catchUp.next(limit);
    passOnPage(feed, deliveries, this.#routes.to(topic));
    feed.isShort = catchUp.isShort;
    const { epoch, offset, id, lost } = catchUp.position;
    // Behind what was handed on there may be what was left out, and what was lost.
    if (feed.epoch !== epoch || feed.offset !== offset || lost !== undefined) feed.moveTo({ epoch, offset, id, lost: lost ?? (deliveries.length > 0 ? feed.lost : undefined) });
    return atHead;
  }

  /** Nobody takes this topic live now: each reads it at its own pace, and the feed need not. */
  async #skipToHead(topic: string, feed: TopicFeed): Promise<boolean> {
    const page = await this.#port.read(topic, Number.MAX_SAFE_INTEGER, 1);
    // Somebody came up to the feed meanwhile, and counts on it.
    if (this.#routes.to(topic).isLive(topic)) return false;
    if (page !== undefined) feed.moveTo({ epoch: page.epoch, offset: page.top });
    return true;
  }

  /** Joins what was heard during the last read to it. `false`: there is more to read. */
  #joinLive(feed: TopicFeed): boolean {
    return feed.takeNotes().every((heard) =>
      'messages' in heard
        ? feed.isPast(heard) || this.#accept(feed, heard, this.#routes.to(heard.topic))
        : feed.epoch === heard.epoch && feed.offset >= heard.top,
    );
  }

  #retryLater(topic: string, feed: TopicFeed): void {
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      if (this.#feeds.get(topic) === feed && !feed.isCatchingUp) void this.#catchUp(topic, feed);
    }, RETRY_MS);
    timer.unref();
    this.#retries.add(timer);
  }

  /** Feeds that no attached pattern keeps up to date would grow stale: they go. */
  async #release(pattern: string): Promise<void> {
    if (!(await this.#attachments.release(pattern))) return;
    const left = Array.from(this.feeds([pattern]), ([topic]) => topic);
    for (const topic of left) if (this.#routes.to(topic).receivers.length === 0) this.#drop(topic);
  }

  #drop(topic: string): void {
    this.#feeds.delete(topic);
    this.#routes.forgetFeed(topic);
  }
}
