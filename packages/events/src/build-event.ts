import { z } from 'zod';
import { EVENT_VERSION, type EventDraft } from './event.js';
import { invalidEvent } from './invalid-event-error.js';
import { isObject } from './json-object.js';

/** Decodes wire data with a schema. `what` names the data in errors. @throws {InvalidEventError} */
export function decodeWith<Schema extends z.ZodType>(schema: Schema, what: string, data: unknown): z.output<Schema> {
  const result = schema.safeParse(data, { reportInput: true });
  if (result.success) return result.data;
  throw invalidEvent(what, data, result.error);
}

/** Encodes a value to its wire form, and checks it. `what` names the data in errors. @throws {InvalidEventError} */
export function encodeWith<Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  value: z.output<Schema>,
): z.input<Schema> {
  const result = z.safeEncode(schema, value, { reportInput: true });
  if (result.success) return dropUndefined(result.data);
  throw invalidEvent(what, value, result.error);
}

/** Checks a value by a trip over the wire: what comes back is what a subscriber will get. */
export function checkWith<Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  value: z.output<Schema>,
): z.output<Schema> {
  return decodeWith(schema, what, encodeWith(schema, what, value));
}

/** The draft with its type and the defaults of the common fields. */
export function complete<Type extends string, Draft extends EventDraft>(
  type: Type,
  draft: Draft,
): Draft & CompletedFields<Type> {
  const fields: CompletedFields<Type> = { version: EVENT_VERSION, type, timestamp: draft.timestamp ?? Date.now() };
  return { ...draft, ...fields };
}

/** Takes undefined fields out of a fresh object, as JSON would. */
function dropUndefined<T>(data: T): T {
  if (!isObject(data)) return data;
  for (const [name, value] of Object.entries(data)) if (value === undefined) Reflect.deleteProperty(data, name);
  return data;
}

interface CompletedFields<Type extends string> {
  readonly [field: string]: unknown;
  readonly version: number;
  readonly type: Type;
  readonly timestamp: number;
}
