import type { Delivery } from './delivery.js';
import type { Receiver } from './receiver.js';
import { Run } from './run.js';

/** Who receives a topic, and the run that is on its way to them. */
export class Route {
  readonly receivers: readonly Receiver[];
  run: Run | undefined;

  constructor(receivers: readonly Receiver[]) {
    this.receivers = receivers;
  }

  pass(delivery: Delivery): void {
    if (this.run?.add(delivery) === true) return;
    const run = new Run(delivery, this);
    this.run = run;
    for (const receiver of this.receivers) receiver.offer(run);
  }

  /** Whether somebody takes the topic's live deliveries now. */
  isLive(topic: string): boolean {
    return this.receivers.some((receiver) => receiver.isLive(topic));
  }
}
