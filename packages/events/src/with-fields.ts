import type { z } from 'zod';
import { decodeWith, remember, wireFormOf } from './build-event.js';
import { eventFields } from './event.js';
import { quickCheck } from './quick-check.js';
import type { TrainingEvent } from './training-event.js';

const FIELDS = (['timestamp', 'sequence', 'traceparent', 'tracestate'] as const).map((name) => {
  const schema: z.ZodType<CommonFields[typeof name]> = eventFields[name];
  return { name, schema, isRight: quickCheck(schema) };
});

/** Fields that every event may have, and that its channel gives it. */
export interface CommonFields {
  readonly timestamp?: number;
  readonly sequence?: number | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** The same event with other common fields. What was checked when it was built is not checked again. @throws {InvalidEventError} */
export function withFields<Event extends TrainingEvent>(event: Event, fields: CommonFields): Event {
  for (const { name, schema, isRight } of FIELDS) {
    if (Object.hasOwn(fields, name) && !isRight(fields[name])) decodeWith(schema, `${name} of an event`, fields[name]);
  }
  const changed = { ...event, ...fields };
  const wire = wireFormOf(event);
  if (wire === undefined) return changed;
  return remember(changed, wire === event ? changed : Object.freeze({ ...wire, ...fields }));
}
