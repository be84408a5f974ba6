import { z } from 'zod';
import { checkWith, complete } from './build-event.js';
import { ControlActionSchema, ControlReasonSchema, RequestIdSchema, type ControlAction } from './control.js';
import { eventFields, TimestampSchema, type EventDraft } from './event.js';

/** The own fields of a control request. */
export const controlRequestFields = {
  requestId: RequestIdSchema,
  action: ControlActionSchema,
  reason: ControlReasonSchema.optional(),
  /** When the request is void if nobody applied it, in milliseconds since the epoch. Absent: never. */
  expiresAt: TimestampSchema.optional(),
};

/** Somebody asks a trainer to do something. */
export const ControlRequestEventSchema = z.looseObject({
  ...eventFields,
  type: z.literal('control-request'),
  ...controlRequestFields,
});

/** Somebody asks a trainer to do something. */
export type ControlRequestEvent = z.output<typeof ControlRequestEventSchema>;

/** What {@link controlRequest} takes. */
export interface ControlRequestDraft extends EventDraft {
  readonly action: ControlAction;
  /** Default: a random UUID. */
  readonly requestId?: string | undefined;
  readonly reason?: string | undefined;
  /** Milliseconds since the epoch. Default: the request does not expire. */
  readonly expiresAt?: number | undefined;
}

/** Builds a control request; the timestamp defaults to now, the request id to a random UUID. @throws {InvalidEventError} */
export function controlRequest(draft: ControlRequestDraft): ControlRequestEvent {
  const fields = { ...draft, requestId: draft.requestId ?? crypto.randomUUID() };
  return checkWith(ControlRequestEventSchema, 'control request', complete('control-request', fields));
}
