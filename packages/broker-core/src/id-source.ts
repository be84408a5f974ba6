import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Makes unique ids: 48 random bits for the source, and a counter. 9 to 18 characters, safe in every address and header. */
export function createIdSource(): () => string {
  const source = randomBytes(6).toString('base64url');
  let beginning = source;
  let count = 0;
  return () => {
    // The counter in base 36: all but the last digit is written once for 36 ids.
    const last = ++count % DIGITS.length;
    if (last === 0) beginning = source + (count / DIGITS.length).toString(DIGITS.length);
    return beginning + DIGITS.charAt(last);
  };
}

/** A random name for a history that begins: 64 bits. */
export const createEpoch = (): string => randomBytes(8).toString('base64url');
