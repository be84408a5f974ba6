import { z } from 'zod';
import { hyperParametersSchema } from '../learner/hyper-parameters.js';
import { marketPresets } from '../market/market-presets.js';
import type { MarketPreset } from '../market/market-presets.js';
import { PlanError } from './plan-error.js';

const seedSchema = z.int();

const presetNames = Object.keys(marketPresets) as [MarketPreset, ...MarketPreset[]];

const marketSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('synthetic'),
    preset: z.enum(presetNames).default('default'),
    /** Same seed, same prices. Default 1. */
    seed: seedSchema.default(1),
    /** Number of prices, 1 000–250 000. Default 32 768: about five years of hours. */
    bars: z.int().min(1_000).max(250_000).default(32_768),
  }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
]);

/** Where prices come from. */
export type MarketSource = Readonly<z.output<typeof marketSourceSchema>>;

const experimentPlanSchema = z
  .strictObject({
    /** Of the agent's first weights and all its chances. Default 1. */
    seed: seedSchema.default(1),
    market: marketSourceSchema.prefault({ kind: 'synthetic' }),
    /** Environment steps, 1–100 000 000. Default 50 000. */
    totalSteps: z.int().min(1).max(100_000_000).default(50_000),
    /** Bars per episode, 2–100 000. Default 256. */
    episodeBars: z.int().min(2).max(100_000).default(256),
    /** Cost of changing the position by one unit, in pips, ≥ 0. Default 0.5. */
    costPips: z.number().min(0).default(0.5),
    /** Share of the bars, the last ones, kept for judging, 0.05–0.9. Default 0.25. */
    heldOutShare: z.number().min(0.05).max(0.9).default(0.25),
    /** From this step on the learning rate is 1e200, so that the loss overflows. Default: never. */
    nanAt: z.int().min(0).optional(),
    hyperParameters: hyperParametersSchema.prefault({}),
  })
  .refine(({ nanAt, totalSteps }) => nanAt === undefined || nanAt <= totalSteps, {
    path: ['nanAt'],
    message: 'lies beyond the last step; choose at most totalSteps',
  });

/** What may be left out of a plan is filled with the defaults above. */
export type ExperimentPlanInput = z.input<typeof experimentPlanSchema>;

/** Everything that decides an experiment: equal plans and prices give bitwise equal results. Plain data. */
export type ExperimentPlan = Readonly<z.output<typeof experimentPlanSchema>>;

/** Checks a plan and fills in the defaults. Throws {@link PlanError} naming each wrong setting. */
export function planExperiment(input: ExperimentPlanInput = {}): ExperimentPlan {
  const parsed = experimentPlanSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const setting = issue.path.join('.') || 'plan';
    return `${setting} is ${JSON.stringify(valueAt(input, issue.path))}: ${issue.message}`;
  });
  throw new PlanError(`The experiment cannot be planned: ${problems.join('; ')}.`);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (isRecord(value) ? value[key] : undefined), input);
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
