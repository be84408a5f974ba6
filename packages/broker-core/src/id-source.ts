import { randomBytes } from 'node:crypto';

/** Makes unique ids: 48 random bits for the source, and a counter. 9 to 18 characters, safe in every address and header. */
export function createIdSource(): () => string {
  const source = randomBytes(6).toString('base64url');
  let count = 0;
  return () => source + (++count).toString(36);
}

/** A random name for a history that begins: 64 bits. */
export const createEpoch = (): string => randomBytes(8).toString('base64url');
