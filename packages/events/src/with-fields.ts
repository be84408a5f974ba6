import type { z } from 'zod';
import { decodeWith, remember, wireFormOf } from './build-event.js';
import { eventFields } from './event.js';
import { quickCheck } from './quick-check.js';
import type { TrainingEvent } from './training-event.js';

const { timestamp, sequence, traceparent, tracestate } = eventFields;
const schemas: { readonly [Name in keyof CommonFields]-?: z.ZodType<CommonFields[Name]> } = { timestamp, sequence, traceparent, tracestate };
const NAMES = ['timestamp', 'sequence', 'traceparent', 'tracestate'] as const;
const isRight = { timestamp: quickCheck(timestamp), sequence: quickCheck(sequence), traceparent: quickCheck(traceparent), tracestate: quickCheck(tracestate) };

/** Fields that every event may have, and that its channel gives it. */
export interface CommonFields {
  readonly timestamp?: number;
  readonly sequence?: number | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** The same event with other common fields. What was checked when it was built is not checked again. @throws {InvalidEventError} */
export function withFields<Event extends TrainingEvent>(event: Event, fields: CommonFields): Event {
  for (const name of NAMES) {
    if (Object.hasOwn(fields, name) && !isRight[name](fields[name])) decodeWith(schemas[name], `${name} of an event`, fields[name]);
  }
  const changed = { ...event, ...fields };
  const wire = wireFormOf(event);
  if (wire === undefined) return changed;
  return remember(changed, wire === event ? changed : Object.freeze({ ...wire, ...fields }));
}
