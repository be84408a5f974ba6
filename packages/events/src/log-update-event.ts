import { z } from 'zod';
import { boundedText } from './bounded-text.js';
import { checkOnce, complete } from './build-event.js';
import { eventFields, type DraftOf } from './event.js';
import { JsonObjectSchema, quickJsonObject } from './json-object.js';
import { quickEncoder } from './quick-encoder.js';

/** The longest message of a log event, in UTF-16 code units. */
export const MAX_LOG_MESSAGE_LENGTH = 65_536;

/** The levels of a log, from chatty to serious. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The level of a log line. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The own fields of a log event. */
export const logFields = {
  level: z.enum(LOG_LEVELS),
  /** Carried literally, control characters and markup included: whoever shows it escapes it. */
  message: z.string().max(MAX_LOG_MESSAGE_LENGTH),
  /** Who logged, such as `trainer.ppo`. */
  logger: z.string().max(256).optional(),
  /** Structured details. */
  fields: JsonObjectSchema.optional(),
};

const shape = { ...eventFields, type: z.literal('log'), ...logFields };

/** A line of the experiment's log. */
export const LogUpdateEventSchema = z.looseObject(shape);

const quick = quickEncoder(shape, { fields: quickJsonObject });

/** A line of the experiment's log. */
export type LogUpdateEvent = z.output<typeof LogUpdateEventSchema>;

/** What {@link logUpdate} takes. */
export type LogUpdateDraft = DraftOf<typeof logFields>;

/** Builds a log event, which is frozen; a message over the limit is cut, and says so. The timestamp defaults to now. @throws {InvalidEventError} */
export function logUpdate(draft: LogUpdateDraft): LogUpdateEvent {
  const message = typeof draft.message === 'string' ? boundedText(draft.message, MAX_LOG_MESSAGE_LENGTH) : draft.message;
  return checkOnce(LogUpdateEventSchema, 'log event', { value: complete('log', { ...draft, message }), quick, revive: (wire) => wire });
}
