/// <reference lib="esnext.disposable" preserve="true" />
import type { BrokerError } from './errors.js';
import type { Condition, Message, PublishOptions, Receipt } from './message.js';
import type { StartPosition, SubscribeOptions, Subscription } from './subscription.js';

/**
 * Publish, store, subscribe. Every backend behaves exactly alike; `@runwire/broker-core/conformance` proves it.
 *
 * The guarantee: each retained message reaches a live subscription exactly once, in topic order, or is counted in a
 * `gap` on the next message of its topic. Published = delivered + missed.
 */
export interface MessageBroker extends AsyncDisposable {
  /**
   * Resolves when the broker has taken the message: it is in the history (unless `history: false`) and on its way to
   * the subscribers. Messages of one broker to one topic are delivered in the order of the calls, awaited or not.
   *
   * @param topic 1 to 16 segments of `[A-Za-z0-9_-]{1,128}` joined by dots, 512 characters at most.
   * @param data What JSON can carry; captured before the call returns, so later changes are not seen.
   * @throws InvalidTopicError, InvalidMessageError, MessageTooLargeError: refused, nothing was sent.
   * @throws ConflictError: a condition of `save` does not hold; nothing was written or published.
   * @throws ConnectionError, TimeoutError: not acknowledged; the message tells whether it may have been sent. Retry with the same `id`.
   * @throws ClosedError
   */
  publish(topic: string, data: unknown, options?: PublishOptions): Promise<Receipt>;

  /**
   * Subscribes to one pattern or several; where they overlap, each message still arrives once. Returns at once; iterate
   * the subscription, or await its `ready` first. `T` is the caller's claim about the data, not checked here:
   * typed channels (`@runwire/channels`) check it.
   *
   * @throws InvalidTopicError, SubscriberLimitError, ClosedError, BrokerError (`INVALID_ARGUMENT`: a foreign cursor or a wrong option)
   */
  subscribe<T = unknown>(pattern: string | readonly string[], options?: SubscribeOptions): Subscription<T>;

  /**
   * What is retained at the time of the call, oldest first (across topics: by timestamp), then ends.
   * @throws InvalidTopicError, ConnectionError, TimeoutError, ClosedError
   */
  history<T = unknown>(pattern: string | readonly string[], query?: HistoryQuery): AsyncIterable<Message<T>>;

  /** Experiment state: JSON values under keys, beside the messages. */
  readonly store: KeyValueStore;

  /** Tells whether the broker works, with a probe sent through the delivery path. Never rejects, answers within 5 s. */
  healthCheck(): Promise<HealthReport>;

  /** Counters since the broker was made; cheap. */
  stats(): BrokerStats;

  /** Where the broker stands now. */
  readonly status: BrokerStatus;

  /** Calls `listener` at every change of {@link status}; returns the function that ends it. What it throws is an uncaught exception, and disturbs nobody else. */
  onStatusChange(listener: (status: BrokerStatus) => void): () => void;

  /** Ends all subscriptions and frees everything. Idempotent, bounded in time, leaves no handle open. Never rejects. */
  close(): Promise<void>;
}

/** Which part of a history; by default all that is retained. */
export interface HistoryQuery {
  /** Where to begin. Default `'start'`. */
  readonly from?: Exclude<StartPosition, 'now'>;
  /** Only messages with this timestamp (milliseconds since the epoch) or a later one. */
  readonly since?: number;
  /** At most this many messages, at least 1. Default: all. */
  readonly limit?: number;
}

/** JSON values under keys `namespace:resource:id:field`. Same rules for values as for messages. Every method throws
 * `InvalidTopicError` for a wrong key, `InvalidMessageError` or `MessageTooLargeError` for a wrong value, and
 * `ConnectionError`, `TimeoutError` or `ClosedError` when the backend cannot be reached. */
export interface KeyValueStore {
  /** The value, deeply frozen, or `undefined`. `T` is the caller's claim, not checked here. */
  get<T = unknown>(key: string): Promise<T | undefined>;
  /** The values in the order of the keys; one consistent moment when all keys are of one entity. */
  getMany(keys: readonly string[]): Promise<readonly unknown[]>;
  /** Writes. Resolves to `false` when `onlyIf` does not hold. Without `ttlMs` the value stays until it is deleted. */
  set(key: string, value: unknown, options?: SetOptions): Promise<boolean>;
  /**
   * Reads, changes and writes as one atomic step: 100 concurrent updates lose none. `change` may be called again with a
   * newer value, so it must be free of side effects; when it throws, nothing is written and the update rejects with that.
   * Returning `undefined` deletes the key.
   * @returns what stands there now
   */
  update<T = unknown>(key: string, change: (current: T | undefined) => T | undefined, options?: UpdateOptions): Promise<T | undefined>;
  /** Deletes; tells whether the key was there. */
  delete(key: string): Promise<boolean>;
  /** The keys that match, in ascending order. Cost grows with the keys under the literal prefix, not with the server. */
  keys(pattern: string): AsyncIterable<string>;
}

/** How an update is written. */
export interface UpdateOptions {
  /** Milliseconds until the key disappears, at least 1. Default: it stays, also where an earlier write had set a TTL. */
  readonly ttlMs?: number;
}

/** How a value is written: for how long, and on what condition. */
export interface SetOptions extends UpdateOptions {
  /** Write only if this holds. */
  readonly onlyIf?: Condition;
}

/** Where a broker stands. */
export type BrokerStatus =
  /** Nothing was asked of it yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** The connection is lost; it tries again by itself, for ever. Subscriptions stay and catch up. */
  | { readonly kind: 'reconnecting'; readonly attempt: number; readonly retryInMs: number; readonly error: BrokerError }
  /** Connected, but something it needs is refused (a subscription denied, say). It tries again by itself. */
  | { readonly kind: 'degraded'; readonly error: BrokerError }
  | { readonly kind: 'closed' };

/** What one check saw. */
export interface HealthCheckResult {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  /** One sentence for a person: what was seen, and what to do if it is not healthy. Holds no secret. */
  readonly detail: string;
  /** What would be safer, though all works as it is. */
  readonly advice?: string;
  /** Milliseconds this check took. */
  readonly latencyMs?: number;
}

/** What a health check saw: each check, and the worst of them. */
export interface HealthReport {
  /** The worst of the checks. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  /** Name of the backend: `memory`, `redis`, … */
  readonly backend: string;
  /** Milliseconds the whole check took. */
  readonly latencyMs: number;
  /** `commands`: the backend answers. `delivery`: a probe message came back. Backends add their own. */
  readonly checks: { readonly commands: HealthCheckResult; readonly delivery: HealthCheckResult } & Readonly<Record<string, HealthCheckResult>>;
}

/** What a broker has counted since it was made. */
export interface BrokerStats {
  /** Messages this broker published and the backend took, duplicates not counted. */
  readonly published: number;
  /** Messages handed to consumers, over all subscriptions, closed ones too. */
  readonly delivered: number;
  /** Messages reported as lost in gaps of known size. */
  readonly missed: number;
  /** Unretained messages dropped from full queues. */
  readonly dropped: number;
  /** What arrived broken from outside and was skipped. */
  readonly invalid: number;
  /** Open subscriptions. */
  readonly subscriptions: number;
}
