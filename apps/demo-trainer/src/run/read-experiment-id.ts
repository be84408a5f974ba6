import { ExperimentIdSchema } from '@runwire/events';
import { refuse, type Reader } from '../plain-data/reader.js';

/** An experiment's id, by the rule of the events. */
export const readExperimentId: Reader<string> = (value) => {
  const parsed = ExperimentIdSchema.safeParse(value);
  return parsed.success ? parsed.data : refuse(value, '1 to 128 of the characters A-Z, a-z, 0-9, _ and -');
};
