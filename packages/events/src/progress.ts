import { z } from 'zod';

/** How far an experiment has come. */
export const progressFields = {
  /** The steps done, from 0. It may pass `totalSteps`: PPO trains in whole rollouts. */
  currentStep: z.int().min(0),
  /** The steps to do, from 1; absent where the end is not known. */
  totalSteps: z.int().min(1).optional(),
  /** The pass over the data, or the update, from 0; a fraction where the trainer counts in fractions. */
  epoch: z.number().min(0).optional(),
  /**
   * 0 to 100. With `totalSteps` it is always computed from the steps and a given one is replaced, so that the two never
   * contradict each other; on the wire it must lie in the range all the same. Without `totalSteps` it is what the
   * publisher says (a run bounded by time, say), or absent.
   */
  percent: z.number().min(0).max(100).optional(),
  /** Steps per second. */
  rate: z.number().min(0).optional(),
  /** The time left, in milliseconds. */
  etaMs: z.number().min(0).optional(),
};

/** Fields of progress as a program handles them. */
export type Progress = Readonly<z.output<z.ZodObject<typeof progressFields>>>;

/** The same progress with `percent` computed from the steps, where `totalSteps` is known: 100 from the last step on. */
export function withPercent<T extends Progress>(progress: T): T {
  if (progress.totalSteps === undefined) return progress;
  return { ...progress, percent: Math.min(100, (progress.currentStep / progress.totalSteps) * 100) };
}

/**
 * The same progress with `etaMs` computed from rate and steps where it is missing and can be. A non-finite rate or ETA
 * (no step done yet, a division by zero) says nothing and is left out.
 */
export function withEta<T extends Progress>(progress: T): T & Pick<Progress, 'rate' | 'etaMs'> {
  const rate = finite(progress.rate);
  return { ...progress, rate, etaMs: finite(progress.etaMs) ?? estimate(progress, rate) };
}

function estimate({ currentStep, totalSteps }: Progress, rate: number | undefined): number | undefined {
  if (totalSteps === undefined || rate === undefined) return undefined;
  return finite((Math.max(0, totalSteps - currentStep) / rate) * 1_000);
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
