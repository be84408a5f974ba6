import { InvalidMessageError, MessageTooLargeError } from './errors.js';
import { copyJson, MAX_JSON_DEPTH } from './json-value.js';

/** A value as JSON text, checked by the rules of {@link copyJson}. For backends that send bytes.
 * @throws InvalidMessageError, MessageTooLargeError */
export function encodeJson(value: unknown, maxBytes: number): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    return explain(value, maxBytes, error);
  }
  if (typeof text !== 'string' || (text.length >= 2 * MAX_JSON_DEPTH && depthOf(text) > MAX_JSON_DEPTH)) return explain(value, maxBytes, undefined);
  if (text.length * 3 > maxBytes) {
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes) throw new MessageTooLargeError(bytes, maxBytes);
  }
  return text;
}

/** The value of a JSON text, deeply frozen.
 * @throws InvalidMessageError when it is not JSON, or nested deeper than 1 000 */
export function decodeJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidMessageError('data', 'The text is not JSON.', { cause: error });
  }
  if (typeof value === 'object' && value !== null) deepFreeze(value, 0);
  return value;
}

/** Two JSON values are equal whatever the order of their object keys. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

function deepFreeze(value: object, depth: number): void {
  if (depth >= MAX_JSON_DEPTH) {
    throw new InvalidMessageError('data', `The JSON is nested more than ${String(MAX_JSON_DEPTH)} levels deep; flatten it.`);
  }
  Object.freeze(value);
  // What JSON.parse makes has no inherited properties; for…in makes no list of the own ones.
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (typeof child === 'object' && child !== null) deepFreeze(child, depth + 1);
  }
}

/** JSON.stringify did not say which part it disliked; the copying walk does. */
function explain(value: unknown, maxBytes: number, cause: unknown): never {
  copyJson(value, maxBytes);
  throw new InvalidMessageError('data', 'data cannot be written as JSON; publish plain values.', { cause });
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (quoted) {
      if (char === '\\') index++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}
