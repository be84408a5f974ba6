import { z } from 'zod';
import { checkWith, complete } from './build-event.js';
import { eventFields, type DraftOf } from './event.js';

/** The own fields of a heartbeat. */
export const heartbeatFields = {
  /** When to expect the next one, in milliseconds from this one. */
  intervalMs: z.number().min(1).optional(),
};

/** A trainer is alive. */
export const HeartbeatEventSchema = z.looseObject({ ...eventFields, type: z.literal('heartbeat'), ...heartbeatFields });

/** A trainer is alive. */
export type HeartbeatEvent = z.output<typeof HeartbeatEventSchema>;

/** What {@link heartbeat} takes. */
export type HeartbeatDraft = DraftOf<typeof heartbeatFields>;

/** Builds a heartbeat; the timestamp defaults to now. @throws {InvalidEventError} */
export function heartbeat(draft: HeartbeatDraft): HeartbeatEvent {
  return checkWith(HeartbeatEventSchema, 'heartbeat event', complete('heartbeat', draft));
}
