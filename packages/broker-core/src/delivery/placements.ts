import type { TopicHead } from '../backend-port.js';
import { NO_EPOCH, type Position } from './catch-up.js';
import { startIn, type Start } from './start-position.js';
import type { TopicFeed } from './topic-feed.js';

/** A topic that a subscription has to read on from `position` before it can take the live flow. */
export interface Placement {
  readonly topic: string;
  readonly position: Position;
  /** The history holds nothing newer; only the live flow can. */
  readonly isJoined: boolean;
}

/** What is known at the moment a subscription is in place. */
export interface Outset {
  readonly start: Start;
  readonly heads: ReadonlyMap<string, TopicHead>;
  /** Topics that spoke up since the subscription was asked for, with their epochs. */
  readonly early: ReadonlyMap<string, string>;
  /** Topics with a live feed that match. */
  readonly known: Iterable<string>;
  /** The topic's live feed; makes one at the head if there is none. */
  readonly follow: (head: TopicHead) => TopicFeed;
  readonly isWanted: (topic: string) => boolean;
}

/** The topics in which a subscription does not begin right where the live flow stands. */
export function* placements({ start, heads, early, known, follow, isWanted }: Outset): IterableIterator<Placement> {
  for (const head of heads.values()) {
    const placement = place(head, startIn(start, head), follow(head));
    if (placement !== undefined) yield placement;
  }
  for (const [topic, position] of start.positions) {
    if (!heads.has(topic) && isWanted(topic)) yield { topic, position, isJoined: !early.has(topic) };
  }
  for (const [topic, epoch] of early) {
    // Born after the heads were told: all of it is news.
    if (!heads.has(topic) && !start.positions.has(topic)) yield { topic, position: { epoch, offset: 0 }, isJoined: false };
  }
  for (const topic of known) {
    // Its history has ended, which those who were there before will hear; for us the next one is the first.
    if (!heads.has(topic) && !start.positions.has(topic) && !early.has(topic)) yield { topic, position: { epoch: NO_EPOCH, offset: 0 }, isJoined: true };
  }
}

function place(head: TopicHead, position: Position, feed: TopicFeed): Placement | undefined {
  // A position from a cursor names its last message: only the history can tell whether that still stands there.
  const isUnverified = position.id !== undefined;
  if (!isUnverified && feed.isAt(position)) return undefined;
  const isAtHead = position.epoch === head.epoch && position.offset === head.top;
  const isFeedAhead = feed.epoch !== head.epoch || feed.offset > head.top;
  return { topic: head.topic, position, isJoined: isAtHead && !isFeedAhead && !isUnverified };
}
