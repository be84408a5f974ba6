import type { Delivery } from './delivery.js';

/** Who takes deliveries: a subscription. */
export interface Receiver {
  /** Takes a live delivery of a topic that matches; must not throw. */
  offer(delivery: Delivery): void;
  /** Whether it takes this topic's live deliveries at all now, or reads them from the history by itself. */
  isLive(topic: string): boolean;
  readonly isOpen: boolean;
}
