import { z } from 'zod';
import { checkWith, complete } from './build-event.js';
import { eventFields, type DraftOf } from './event.js';
import { ExperimentResultSchema } from './experiment-result.js';
import { EXPERIMENT_STATUSES } from './experiment-status.js';
import { boundedReason, ReasonSchema } from './reason.js';

/** The schema of an experiment's status. */
export const ExperimentStatusSchema = z.enum(EXPERIMENT_STATUSES);

/** The own fields of a status event. */
export const statusFields = {
  status: ExperimentStatusSchema,
  /** The status before this one, where the publisher knows it. */
  previousStatus: ExperimentStatusSchema.optional(),
  /** Why, in words. */
  reason: ReasonSchema.optional(),
  /** The outcome, with a terminal status. */
  result: ExperimentResultSchema.optional(),
};

/** An experiment changed its status. The stream says what happened; whether it was legal is asked before publishing. */
export const StatusUpdateEventSchema = z.looseObject({ ...eventFields, type: z.literal('status'), ...statusFields });

/** An experiment changed its status. */
export type StatusUpdateEvent = z.output<typeof StatusUpdateEventSchema>;

/** What {@link statusUpdate} takes. */
export type StatusUpdateDraft = DraftOf<typeof statusFields>;

/** Builds a status event; a reason over the limit is cut. The timestamp defaults to now. @throws {InvalidEventError} */
export function statusUpdate(draft: StatusUpdateDraft): StatusUpdateEvent {
  const fields = { ...draft, reason: boundedReason(draft.reason) };
  return checkWith(StatusUpdateEventSchema, 'status event', complete('status', fields));
}
