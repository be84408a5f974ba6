import { z } from 'zod';
import { MetricsSchema } from './metrics.js';
import { ReasonSchema } from './reason.js';

/** The outcome of an experiment, in words and final numbers. */
export const ExperimentResultSchema = z.looseObject({
  /** One or two sentences. */
  summary: ReasonSchema.optional(),
  /** The final metrics. */
  metrics: MetricsSchema.optional(),
  /** The steps that were trained. */
  steps: z.int().min(0).optional(),
  /** From start to end, in milliseconds. */
  durationMs: z.number().min(0).optional(),
});

/** The outcome of an experiment. */
export type ExperimentResult = z.output<typeof ExperimentResultSchema>;
