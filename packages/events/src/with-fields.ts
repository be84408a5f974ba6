import type { z } from 'zod';
import { decodeWith, remember, wireFormOf } from './build-event.js';
import { eventFields } from './event.js';
import type { TrainingEvent } from './training-event.js';

const { timestamp, sequence, traceparent, tracestate } = eventFields;
const schemas: { readonly [Name in keyof CommonFields]-?: z.ZodType<CommonFields[Name]> } = { timestamp, sequence, traceparent, tracestate };

/** Fields that every event may have, and that its channel gives it. */
export interface CommonFields {
  readonly timestamp?: number;
  readonly sequence?: number | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** The same event with other common fields. What was checked when it was built is not checked again. @throws {InvalidEventError} */
export function withFields<Event extends TrainingEvent>(event: Event, fields: CommonFields): Event {
  for (const name of ['timestamp', 'sequence', 'traceparent', 'tracestate'] as const) {
    if (Object.hasOwn(fields, name)) decodeWith(schemas[name], `${name} of an event`, fields[name]);
  }
  const changed = { ...event, ...fields };
  const wire = wireFormOf(event);
  return wire === undefined ? changed : remember(changed, Object.freeze({ ...wire, ...fields }));
}
