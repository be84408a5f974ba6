import { z } from 'zod';
import type { Cursor, StartPosition } from '../subscription.js';
import { BrokerError } from '../errors.js';
import { quoted } from '../quoted.js';
import type { Position } from './catch-up.js';

/** Where a subscription stands: a position for each topic it has met, and where it began, for those it has not. */
export interface Bookmark {
  readonly positions: ReadonlyMap<string, Position>;
  /** Set while the subscription has not begun yet: where it was told to begin. */
  readonly start?: Exclude<StartPosition, Cursor>;
}

const MARK = 'rwc1.';
const FORM = /^rwc1\.[\w-]+$/;
const gapSchema = z.object({ reason: z.enum(['trimmed', 'reset', 'rewound', 'overflow']), missed: z.int().min(0).exactOptional() });
const positionSchema = z.object({ e: z.string(), o: z.int().min(0), i: z.string().optional(), l: gapSchema.optional() });
const bookmarkSchema = z.object({
  p: z.array(z.tuple([z.string(), positionSchema])),
  s: z.union([z.literal('now'), z.literal('start'), z.object({ last: z.int().min(0) })]).optional(),
});

export function encodeCursor({ positions, start }: Bookmark): Cursor {
  const p = Array.from(positions, ([topic, { epoch, offset, id, lost }]) => [topic, { e: epoch, o: offset, i: id, l: lost }]);
  // The one place that makes cursors.
  return (MARK + Buffer.from(JSON.stringify({ p, s: start })).toString('base64url')) as Cursor;
}

/** @throws BrokerError (`INVALID_ARGUMENT`) when the string is no cursor */
export function decodeCursor(cursor: string): Bookmark {
  try {
    if (!FORM.test(cursor)) throw new Error('It does not look like a cursor.');
    const text = Buffer.from(cursor.slice(MARK.length), 'base64url').toString();
    const { p, s } = bookmarkSchema.parse(JSON.parse(text));
    const positions = new Map(p.map(([topic, { e, o, i, l }]) => [topic, { epoch: e, offset: o, id: i, lost: l }]));
    return s === undefined ? { positions } : { positions, start: s };
  } catch (cause) {
    throw new BrokerError('INVALID_ARGUMENT', `${quoted(cursor)} is not a cursor; pass the string that subscription.cursor gave, unchanged.`, { cause });
  }
}
