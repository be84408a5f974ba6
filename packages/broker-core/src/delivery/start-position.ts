import type { TopicHead } from '../backend-port.js';
import type { Cursor, StartPosition } from '../subscription.js';
import { BrokerError } from '../errors.js';
import type { Position } from './catch-up.js';
import { decodeCursor, type Bookmark } from './cursor.js';

/** Where to begin in each topic: a rule, or the positions of a cursor and a rule for topics it does not know. */
export interface Start {
  readonly positions: ReadonlyMap<string, Position>;
  /** `'after-cursor'`: a topic the cursor does not know is younger than the cursor, so all of it is news. */
  readonly otherwise: Exclude<StartPosition, Cursor> | 'after-cursor';
}

const NONE: ReadonlyMap<string, Position> = new Map();
const NOW: Start = { positions: NONE, otherwise: 'now' };

/** @throws BrokerError (`INVALID_ARGUMENT`) */
export function parseStart(from: StartPosition): Start {
  if (from === 'now') return NOW;
  if (from === 'start') return { positions: NONE, otherwise: 'start' };
  if (typeof from === 'string') {
    const { positions, start }: Bookmark = decodeCursor(from);
    return { positions, otherwise: start ?? 'after-cursor' };
  }
  const last = (from as { last?: unknown } | null)?.last;
  if (typeof last === 'number' && Number.isSafeInteger(last) && last >= 0) return { positions: NONE, otherwise: { last } };
  throw new BrokerError(
    'INVALID_ARGUMENT',
    `"from" is ${JSON.stringify(from)}; use 'now', 'start', { last: n } with a whole n from 0, or a cursor.`,
  );
}

/** The position in one topic from which everything is wanted. */
export function startIn({ positions, otherwise }: Start, { topic, epoch, oldest, top }: TopicHead): Position {
  const known = positions.get(topic);
  if (known !== undefined) return known;
  if (otherwise === 'after-cursor') return { epoch, offset: 0 };
  if (otherwise === 'now') return { epoch, offset: top };
  if (otherwise === 'start') return { epoch, offset: oldest - 1 };
  return { epoch, offset: Math.max(oldest - 1, top - otherwise.last) };
}
