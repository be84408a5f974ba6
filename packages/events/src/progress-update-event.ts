import { z } from 'zod';
import { checkOnce, complete } from './build-event.js';
import { eventFields, type DraftOf } from './event.js';
import { progressFields, withEta, withPercent } from './progress.js';
import { quickEncoder } from './quick-encoder.js';

const shape = { ...eventFields, type: z.literal('progress'), ...progressFields };

/** How far an experiment has come. */
export const ProgressUpdateEventSchema = z.looseObject(shape).overwrite(withPercent);

/** Of progress that has its `percent`. */
const quick = quickEncoder(shape);

/** How far an experiment has come. */
export type ProgressUpdateEvent = z.output<typeof ProgressUpdateEventSchema>;

/** What {@link progressUpdate} takes. */
export type ProgressUpdateDraft = DraftOf<typeof progressFields>;

/**
 * Builds a progress event, which is frozen. `percent` follows from the steps, whatever is given; `etaMs` follows from steps and rate
 * where it is not given; a non-finite rate or ETA is left out. The timestamp defaults to now. @throws {InvalidEventError}
 */
export function progressUpdate(draft: ProgressUpdateDraft): ProgressUpdateEvent {
  const value = complete('progress', withPercent(withEta(draft)));
  return checkOnce(ProgressUpdateEventSchema, 'progress event', { value, quick, revive: (wire) => wire });
}
