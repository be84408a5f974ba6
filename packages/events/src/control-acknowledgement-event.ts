import { z } from 'zod';
import { checkWith, complete } from './build-event.js';
import { ControlActionSchema, RequestIdSchema } from './control-request-event.js';
import { eventFields, type DraftOf } from './event.js';
import { boundedReason, ReasonSchema } from './reason.js';

/** The own fields of a control acknowledgement. */
export const controlAcknowledgementFields = {
  requestId: RequestIdSchema,
  action: ControlActionSchema,
  state: z.enum(['received', 'applied', 'rejected', 'expired']),
  /** Why it was rejected, or how it was applied. */
  reason: ReasonSchema.optional(),
};

/** A trainer tells what became of a control request. */
export const ControlAcknowledgementEventSchema = z.looseObject({
  ...eventFields,
  type: z.literal('control-acknowledgement'),
  ...controlAcknowledgementFields,
});

/** A trainer tells what became of a control request. */
export type ControlAcknowledgementEvent = z.output<typeof ControlAcknowledgementEventSchema>;

/** What {@link controlAcknowledgement} takes. */
export type ControlAcknowledgementDraft = DraftOf<typeof controlAcknowledgementFields>;

/** Builds a control acknowledgement; a reason over the limit is cut. The timestamp defaults to now. @throws {InvalidEventError} */
export function controlAcknowledgement(draft: ControlAcknowledgementDraft): ControlAcknowledgementEvent {
  const event = complete('control-acknowledgement', { ...draft, reason: boundedReason(draft.reason) });
  return checkWith(ControlAcknowledgementEventSchema, 'control acknowledgement', event);
}
