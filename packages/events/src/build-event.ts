import { z } from 'zod';
import { EVENT_VERSION, type EventDraft } from './event.js';
import { invalidEvent } from './invalid-event-error.js';
import { isObject } from './json-object.js';
import type { QuickEncoder } from './quick-encoder.js';

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

/** The wire form of events that were checked when they were built, and cannot be changed since. */
const wireForms = new WeakMap<object, object>();

/** What {@link checkOnce} takes. */
export interface OnceChecked<Schema extends z.ZodType> {
  readonly value: z.output<Schema>;
  /** Spares a pass of the schema where the value is right at first sight. */
  readonly quick: QuickEncoder<z.input<Schema>>;
  /** Makes the event of its checked wire form. */
  readonly revive: (wire: z.input<Schema>) => z.output<Schema>;
}

/**
 * As {@link checkWith}, in one pass at most. The event is frozen, and {@link wireFormOf} knows its wire form, so that it is
 * not checked again. For what trainers publish all the time.
 */
export function checkOnce<Schema extends z.ZodType<object, object>>(
  schema: Schema,
  what: string,
  { value, quick, revive }: OnceChecked<Schema>,
): z.output<Schema> {
  const wire = quick(value) ?? encodeWith(schema, what, value);
  return remember(revive(wire), Object.freeze(wire));
}

/** The wire form of an event that {@link checkOnce} has checked. */
export function wireFormOf(event: object): object | undefined {
  return wireForms.get(event);
}

/** Freezes an event, and remembers its wire form, which is frozen. */
export function remember<Event extends object>(event: Event, wire: object): Event {
  wireForms.set(Object.freeze(event), wire);
  return event;
}

/** The draft with its type and the defaults of the common fields. */
export function complete<Type extends string, Draft extends EventDraft>(
  type: Type,
  draft: Draft,
): Draft & CompletedFields<Type> {
  const fields: CompletedFields<Type> = { version: EVENT_VERSION, type, timestamp: draft.timestamp ?? Date.now() };
  return { ...draft, ...fields };
}

/** A fresh object without its undefined fields, as JSON would have it. Nothing is deleted: that would make objects slow. */
function dropUndefined<T>(data: T): T {
  if (!isObject(data) || !Object.values(data).includes(undefined)) return data;
  // What JSON carries of it is of the same type: only optional fields are undefined.
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as T;
}

interface CompletedFields<Type extends string> {
  readonly [field: string]: unknown;
  readonly version: number;
  readonly type: Type;
  readonly timestamp: number;
}
