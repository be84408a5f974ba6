import type { Gap } from '../message.js';
import { withGap, withoutGap, type Delivery } from './delivery.js';
import type { Route } from './route.js';
import type { TopicFeed } from './topic-feed.js';

/**
 * Passes on the message that the feed has moved to. One that its publisher sends again, because a history is gone that held it,
 * goes to those alone who came since; what it reports, to the next message.
 */
export function passOn(feed: TopicFeed, delivery: Delivery, route: Route): void {
  const since = feed.heardBefore(delivery.message.id);
  if (since === undefined) {
    route.pass(delivery);
    return;
  }
  feed.lost = delivery.message.gap;
  route.passToNewer(since, withoutGap(delivery));
}

/** Moves the feed on through what was read of the history, and passes it on. */
export function passOnPage(feed: TopicFeed, deliveries: readonly Delivery[], route: Route): void {
  let untold: Gap | undefined;
  feed.beginRun();
  for (const read of deliveries) {
    const delivery = untold === undefined ? read : withGap(read, untold);
    const { offset = 0, id } = delivery.message;
    const epoch = delivery.epoch ?? feed.epoch;
    if (epoch === feed.epoch && offset === feed.offset + 1) feed.advance(id);
    else feed.moveTo({ epoch, offset, id });
    passOn(feed, delivery, route);
    untold = feed.lost;
  }
}
