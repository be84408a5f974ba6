import type { InboxTotal } from './inbox.js';
import type { Start } from './start-position.js';

/** @typeParam Self the subscription they are for */
export interface QueueSubscriptionOptions<Self> {
  readonly patterns: readonly string[];
  readonly start: Start;
  readonly maxQueueSize: number;
  readonly maxQueueBytes: number;
  readonly overflow: 'catch-up' | 'drop-oldest' | 'error';
  /** Counts for all subscriptions of the broker. */
  readonly total: InboxTotal;
  /** Called once, when it has ended. */
  readonly onEnd: (subscription: Self) => void;
}
