import { z } from 'zod';
import { checkWith, complete } from './build-event.js';
import { describeError } from './describe-error.js';
import { errorDescriptionFields } from './error-description.js';
import { eventFields, type EventDraft } from './event.js';

/** The own fields of an error event. */
export const errorFields = {
  error: z.looseObject(errorDescriptionFields),
  /** Whether the experiment ends because of it. */
  fatal: z.boolean(),
};

/** Something failed in an experiment. */
export const ErrorEventSchema = z.looseObject({ ...eventFields, type: z.literal('error'), ...errorFields });

/** Something failed in an experiment. */
export type ErrorEvent = z.output<typeof ErrorEventSchema>;

/** What {@link errorUpdate} takes. */
export interface ErrorEventDraft extends EventDraft {
  /** Whatever was thrown; it is described by {@link describeError}. */
  readonly error: unknown;
  /** Whether the experiment ends because of it. Default `false`. */
  readonly fatal?: boolean | undefined;
}

/** Builds an error event from whatever was thrown. The timestamp defaults to now. @throws {InvalidEventError} */
export function errorUpdate(draft: ErrorEventDraft): ErrorEvent {
  const fields = { ...draft, error: describeError(draft.error), fatal: draft.fatal ?? false };
  return checkWith(ErrorEventSchema, 'error event', complete('error', fields));
}
