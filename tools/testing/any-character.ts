import fc from 'fast-check';

const SURROGATES = { first: 0xd8_00, count: 0x8_00 };
const LAST = 0x10_ff_ff;

/** Any character of Unicode, as the unit of `fc.string`: what `unit: 'binary'` gives, without the second that its table of all characters takes in each test file. */
export const anyCharacter: fc.Arbitrary<string> = fc.integer({ min: 0, max: LAST - SURROGATES.count }).map(
  (index) => String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count),
  (character) => {
    const code = typeof character === 'string' ? (character.codePointAt(0) ?? LAST) : LAST;
    if (character !== String.fromCodePoint(code)) throw new Error('no character');
    return code < SURROGATES.first ? code : code - SURROGATES.count;
  },
);
