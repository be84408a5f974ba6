import { z } from 'zod';
import { encodeNumber } from './non-finite.js';

/** Named JSON values, such as a configuration. A non-finite number arrives as its word, a string. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object that is not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A copy of what JSON carries of an object. As in `JSON.stringify` a Date becomes a string and undefined properties go;
 * unlike it, a non-finite number becomes its word (`"NaN"`) and not `null`. Own keys such as `__proto__` stay own keys.
 *
 * @throws {TypeError} for a BigInt or a cycle. @throws {RangeError} for nesting beyond what JSON.stringify can walk.
 */
export function toJsonObject(value: JsonObject): JsonObject {
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'number' ? encodeNumber(item) : item));
  const copy: unknown = JSON.parse(text);
  if (isObject(copy)) return copy;
  throw new TypeError('its toJSON method does not give an object');
}

const JsonObjectValue = z.custom<JsonObject>(isObject, 'expected an object of JSON values').meta({ type: 'object' });

/** The wire form of an object of JSON values that JSON can carry; `undefined`: {@link JsonObjectSchema} tells what is wrong. */
export function quickJsonObject(value: unknown): JsonObject | undefined {
  try {
    return isObject(value) ? toJsonObject(value) : undefined;
  } catch {
    return undefined;
  }
}

/** An object of JSON values: encoding copies it with {@link toJsonObject}, decoding takes it as it is. */
export const JsonObjectSchema = z.codec(JsonObjectValue, JsonObjectValue, {
  decode: (wire) => wire,
  encode: (value, context) => {
    try {
      return toJsonObject(value);
    } catch (error) {
      const message = `JSON cannot carry it (${String(error)}); publish plain values and no cycles`;
      context.issues.push({ code: 'custom', message, input: value });
      return z.NEVER;
    }
  },
});
