import type { z } from 'zod';
import { decodeWith, encodeWith, wireFormOf } from './build-event.js';
import { ControlAcknowledgementEventSchema } from './control-acknowledgement-event.js';
import { ControlRequestEventSchema } from './control-request-event.js';
import { ErrorEventSchema } from './error-event.js';
import { EVENT_VERSION } from './event.js';
import { HeartbeatEventSchema } from './heartbeat-event.js';
import { InvalidEventError, newerVersionHint, quote } from './invalid-event-error.js';
import { isObject, type JsonObject } from './json-object.js';
import { LOG_LEVELS, LogUpdateEventSchema } from './log-update-event.js';
import { MetricsUpdateEventSchema } from './metrics-update-event.js';
import { ProgressUpdateEventSchema } from './progress-update-event.js';
import { StatusUpdateEventSchema } from './status-update-event.js';

/** The schema of every event, by its `type`. */
export const eventSchemas = {
  status: StatusUpdateEventSchema,
  progress: ProgressUpdateEventSchema,
  metrics: MetricsUpdateEventSchema,
  log: LogUpdateEventSchema,
  error: ErrorEventSchema,
  heartbeat: HeartbeatEventSchema,
  'control-request': ControlRequestEventSchema,
  'control-acknowledgement': ControlAcknowledgementEventSchema,
};

type EventSchemas = typeof eventSchemas;

/** The `type` of an event. */
export type EventType = keyof EventSchemas;

/** Any event; `type` tells which. */
export type TrainingEvent = { [Type in EventType]: z.output<EventSchemas[Type]> }[EventType];

/** Any event as JSON carries it. */
export type WireEvent = { [Type in EventType]: z.input<EventSchemas[Type]> }[EventType];

/**
 * An event from its wire form. The data is not changed. Fields this version does not know are kept. An event of a newer
 * version is read as far as it is understood: an unknown log level is read as `info`, with its word in `originalLevel`;
 * an unknown status, control action or control state leaves nothing to tell, and is refused.
 *
 * @throws {InvalidEventError} with the code `UNKNOWN_EVENT_TYPE` or `INVALID_EVENT`.
 */
export function decodeEvent(data: unknown): TrainingEvent {
  const type = eventType(data);
  return decodeWith(eventSchemas[type], `${type} event`, tolerate(data));
}

/** The wire form of an event: what to publish. @throws {InvalidEventError} for what its schema refuses. */
export function encodeEvent(event: TrainingEvent): WireEvent {
  // Only the builders of this package remember wire forms, and they are those of the event.
  const known = wireFormOf(event) as WireEvent | undefined;
  if (known !== undefined) return known;
  const type = eventType(event);
  return encodeWith<z.ZodType<TrainingEvent, WireEvent>>(eventSchemas[type], `${type} event`, event);
}

function eventType(data: unknown): EventType {
  if (!isObject(data)) {
    throw new InvalidEventError('INVALID_EVENT', `The data is ${quote(data)}, no event; publish what encodeEvent gives.`);
  }
  const type = data['type'];
  if (isEventType(type)) return type;
  const known = Object.keys(eventSchemas).join(', ');
  const message = `An event has the unknown type ${quote(type)}; known types are ${known}.${newerVersionHint(data)}`;
  throw new InvalidEventError('UNKNOWN_EVENT_TYPE', message);
}

function isEventType(type: unknown): type is EventType {
  return typeof type === 'string' && Object.hasOwn(eventSchemas, type);
}

/** The log level is the one enumeration whose event is worth reading without it. */
function tolerate(data: unknown): unknown {
  if (!isObject(data) || data['type'] !== 'log' || !isNewer(data)) return data;
  const level = data['level'];
  if (typeof level !== 'string' || LOG_LEVELS.some((known) => known === level)) return data;
  return { ...data, level: 'info', originalLevel: level };
}

function isNewer(data: JsonObject): boolean {
  return typeof data['version'] === 'number' && data['version'] > EVENT_VERSION;
}
