import type { Delivery } from './delivery.js';
import type { Receiver } from './receiver.js';
import { Run } from './run.js';
import type { TopicFeed } from './topic-feed.js';

/** What is looked up once for each message of a topic: who receives it, and what is on its way to them. */
export class Route {
  readonly receivers: readonly Receiver[];
  run: Run | undefined;
  /** How far the topic's live flow has come, once something retained came by. */
  feed: TopicFeed | undefined;

  constructor(receivers: readonly Receiver[]) {
    this.receivers = receivers;
  }

  pass(delivery: Delivery): void {
    if (this.run?.add(delivery) === true) return;
    const run = new Run(delivery, this);
    this.run = run;
    for (const receiver of this.receivers) receiver.offer(run);
  }

  /** Passes it to those alone who began after a moment on the monotonic clock. */
  passToNewer(than: number, delivery: Delivery): void {
    this.run?.end();
    for (const receiver of this.receivers) if (receiver.beganAt > than) receiver.offer(new Run(delivery));
  }

  /** Whether somebody takes the topic's live deliveries now. */
  isLive(topic: string): boolean {
    return this.receivers.some((receiver) => receiver.isLive(topic));
  }
}
