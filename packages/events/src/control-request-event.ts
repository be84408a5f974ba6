import { z } from 'zod';
import { checkWith, complete } from './build-event.js';
import { CONTROL_ACTIONS, type ControlAction } from './control.js';
import { eventFields, TimestampSchema, type EventDraft } from './event.js';
import { boundedReason, ReasonSchema } from './reason.js';

/** The schema of what a trainer can be asked to do. */
export const ControlActionSchema = z.enum(CONTROL_ACTIONS);

/** The id of a request: 1 to 128 characters, chosen by who asks, the same in every acknowledgement. */
export const RequestIdSchema = z.string().min(1).max(128);

/** The own fields of a control request. */
export const controlRequestFields = {
  requestId: RequestIdSchema,
  action: ControlActionSchema,
  /** Why it is asked. */
  reason: ReasonSchema.optional(),
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

/**
 * Builds a control request; a reason over the limit is cut. The timestamp defaults to now, the request id to a random
 * UUID. @throws {InvalidEventError}
 */
export function controlRequest(draft: ControlRequestDraft): ControlRequestEvent {
  const requestId = draft.requestId ?? crypto.randomUUID();
  const fields = { ...draft, requestId, reason: boundedReason(draft.reason) };
  return checkWith(ControlRequestEventSchema, 'control request', complete('control-request', fields));
}
