import { z } from 'zod';
import { boundedText } from './bounded-text.js';

/** The longest reason or summary, in UTF-16 code units. */
export const MAX_REASON_LENGTH = 4_096;

/** Why, in words for people. Carried literally. */
export const ReasonSchema = z.string().max(MAX_REASON_LENGTH);

/** A reason cut to the limit: it is often the message of an error, and must not cost the event it explains. */
export function boundedReason<T>(reason: T): T | string {
  return typeof reason === 'string' ? boundedText(reason, MAX_REASON_LENGTH) : reason;
}
