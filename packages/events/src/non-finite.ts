/**
 * Non-finite numbers on the wire. JSON has no NaN and no infinity: `JSON.stringify` turns both into `null`, and a
 * diverging loss is exactly what a dashboard must show. They travel as the three words JavaScript prints for them.
 */
export const NON_FINITE_WORDS = ['NaN', 'Infinity', '-Infinity'] as const;

/** One of the words that stand for a non-finite number on the wire. */
export type NonFiniteWord = (typeof NON_FINITE_WORDS)[number];

/** A number as JSON carries it: itself when finite, else a word. */
export type WireNumber = number | NonFiniteWord;

/**
 * Whether a value is a number, or one of the words for a non-finite number. A literal that overflows a double (`1e999`)
 * is read by JSON parsers as an infinity, and is accepted as one. `null` is not: it is what is left of a NaN that was
 * published without this encoding.
 */
export function isWireNumber(value: unknown): value is WireNumber {
  return typeof value === 'number' || NON_FINITE_WORDS.some((word) => word === value);
}

/** A number to its wire form. JSON drops the sign of -0, so it becomes 0 here, on every backend alike. */
export function encodeNumber(value: number): WireNumber {
  if (Number.isFinite(value)) return value + 0;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

/** A number from its wire form; -0 becomes 0. */
export function decodeNumber(value: WireNumber): number {
  return Number(value) + 0;
}
