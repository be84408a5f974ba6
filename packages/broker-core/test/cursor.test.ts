import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../tools/testing/any-character.js';
import type { Position } from '../src/delivery/catch-up.js';
import { decodeCursor, encodeCursor } from '../src/delivery/cursor.js';
import { BrokerError } from '../src/errors.js';

const gap = fc.record({ reason: fc.constantFrom('trimmed' as const, 'reset' as const, 'rewound' as const, 'overflow' as const), missed: fc.nat() }, { requiredKeys: ['reason'] });
const position: fc.Arbitrary<Position> = fc.record({ epoch: fc.string(), offset: fc.maxSafeNat(), id: fc.option(fc.string(), { nil: undefined }), lost: fc.option(gap, { nil: undefined }) });
const bookmark = fc.record({ positions: fc.array(fc.tuple(fc.string(), position)).map((entries) => new Map(entries)) });

describe('a cursor', () => {
  it('gives back every position that it was made of', () => {
    fc.assert(fc.property(bookmark, (mark) => {
      expect(decodeCursor(encodeCursor(mark))).toEqual(mark);
    }));
  });

  it('gives back where a subscription was told to begin', () => {
    for (const start of ['now', 'start', { last: 7 }] as const) expect(decodeCursor(encodeCursor({ positions: new Map(), start }))).toEqual({ positions: new Map(), start });
  });

  it('refuses every other string with one error that shows its beginning', () => {
    const cursor = encodeCursor({ positions: new Map([['a', { epoch: 'e', offset: 3 }]]) });
    const disguised = (value: unknown): string => `rwc1.${Buffer.from(JSON.stringify(value)).toString('base64url')}`;
    const hostile = [
      '', 'rwc1', 'rwc1.', 'rwc2.e30', cursor.slice(0, -3), `${cursor}=`, ` ${cursor}`, disguised({}), disguised({ p: {} }), disguised({ p: [['a', { e: 'e', o: -1 }]] }),
      disguised({ p: [['a', { e: 1, o: 1 }]] }), disguised({ p: [['a', { e: 'e', o: 1.5 }]] }), disguised({ p: [], s: { last: -1 } }), disguised({ p: [], s: 'yesterday' }), disguised(null), `rwc1.${'A'.repeat(1_000_000)}`,
    ];
    for (const text of hostile) {
      expect(() => decodeCursor(text)).toThrow(BrokerError);
    }
    expect(() => decodeCursor('x'.repeat(500))).toThrow(`"${'x'.repeat(77)}..." is not a cursor`);
  });

  it('survives random bytes', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.base64String().map((text) => `rwc1.${text}`)), (text) => {
      expect(() => decodeCursor(text)).toThrow(BrokerError);
    }));
  });
});
