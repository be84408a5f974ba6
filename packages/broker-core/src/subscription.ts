/// <reference lib="esnext.disposable" preserve="true" />
import type { BrokerError } from './errors.js';
import type { Message } from './message.js';

/**
 * Where a subscription or a history begins.
 * - `'now'`: with what is published after `ready`.
 * - `'start'`: with the oldest retained message of each topic.
 * - `{ last: n }`: with the last `n` retained messages of each topic.
 * - a cursor: right behind what another subscription had taken; what was lost since is reported as a gap.
 */
export type StartPosition = 'now' | 'start' | { readonly last: number } | Cursor;

/** An opaque string that says where a subscription stands in each of its topics. Valid in any process, as long as the history. */
export type Cursor = string & { readonly [cursorBrand]: true };
declare const cursorBrand: unique symbol;

/** What a subscription may be told; all of it has a default. */
export interface SubscribeOptions {
  /** Where to begin. Default `'now'`. */
  readonly from?: StartPosition;
  /** Messages held for this consumer, 1 to 1 000 000. Default: the broker's `maxQueueSize` (1 000). */
  readonly maxQueueSize?: number;
  /**
   * What happens when the consumer is that far behind.
   * - `'catch-up'` (default): it goes on from the history at its own pace; lost is only what the history no longer
   *   holds (reported as `gap`) and what was never retained (counted in `stats.dropped`).
   * - `'drop-oldest'`: its oldest queued messages are dropped and reported.
   * - `'error'`: it gets what is queued, then its iterator throws `SlowConsumerError`.
   */
  readonly overflow?: 'catch-up' | 'drop-oldest' | 'error';
  /** Ends the subscription when aborted; iteration then ends without an error. */
  readonly signal?: AbortSignal;
}

/**
 * A stream of messages. `for await (const message of subscription)` is all it takes: iteration waits for `ready` itself.
 * `break`, `return()`, `throw()` in the loop body, `close()`, an aborted signal and `await using` all end it at once and
 * free what it held. It can be iterated once.
 */
export interface Subscription<T = unknown> extends AsyncIterable<Message<T>>, AsyncDisposable {
  /** Resolves when the subscription is in place: what is published from now on arrives. Rejects if it cannot be placed. */
  readonly ready: Promise<void>;
  /** Resolves when the subscription has ended, with the reason. Never rejects. */
  readonly closed: Promise<CloseReason>;
  /** Where to resume: right behind the last message the consumer has taken. Takes time in proportion to the topics seen. */
  readonly cursor: Cursor;
  readonly stats: SubscriptionStats;
  [Symbol.asyncIterator](): AsyncIterator<Message<T>, undefined, undefined>;
  /**
   * The same stream in batches, for consumers that handle many at once.
   * @throws BrokerError (`INVALID_ARGUMENT`) for a wrong option, or when the subscription is already being iterated
   */
  batches(options?: BatchOptions): AsyncIterable<readonly Message<T>[]>;
  /** Ends the subscription. Idempotent; resolves when the backend has let go. Never rejects. */
  close(): Promise<void>;
}

/** How large a batch becomes, and how long one waits that is not full. */
export interface BatchOptions {
  /** Messages in a batch, at least 1. Default 1 000. */
  readonly maxSize?: number;
  /** Milliseconds a batch that is not full waits for more, 0 or more. Default 0: take what is there. */
  readonly maxWaitMs?: number;
}

/** Why a subscription ended. */
export type CloseReason =
  /** `close()`, `break`, or the end of its `await using` block. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'broker-closed' }
  /** It could not be placed, or overflowed with `overflow: 'error'`. Its iterator throws the same error. */
  | { readonly kind: 'failed'; readonly error: BrokerError };

/** What became of the messages of one subscription, since it began. */
export interface SubscriptionStats {
  /** Messages the consumer has taken. */
  readonly delivered: number;
  /** Messages waiting in memory. */
  readonly queued: number;
  /** Unretained messages dropped from a full queue. */
  readonly dropped: number;
  /** Messages taken that carried a gap. */
  readonly gaps: number;
  /** Sum of `gap.missed` over them. */
  readonly missed: number;
}
