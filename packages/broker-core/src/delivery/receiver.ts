import type { Run } from './run.js';

/** Who takes deliveries: a subscription. */
export interface Receiver {
  /** Takes the next run of a topic that matches, and what is added to it until it ends; must not throw. */
  offer(run: Run): void;
  /** Whether it takes this topic's live deliveries at all now, or reads them from the history by itself. */
  isLive(topic: string): boolean;
  readonly isOpen: boolean;
  /** When it was in place, on the monotonic clock; Infinity: it is not yet. */
  readonly beganAt: number;
}
