import type { QueueSubscription } from './queue-subscription.js';
import type { InboxTotal } from './inbox.js';
import type { Start } from './start-position.js';

export interface QueueSubscriptionOptions {
  readonly patterns: readonly string[];
  readonly start: Start;
  readonly maxQueueSize: number;
  readonly maxQueueBytes: number;
  readonly overflow: 'catch-up' | 'drop-oldest' | 'error';
  /** Counts for all subscriptions of the broker. */
  readonly total: InboxTotal;
  /** Called once, when it has ended. */
  readonly onEnd: (subscription: QueueSubscription) => void;
}
