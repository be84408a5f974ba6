import { ExperimentIdSchema } from '@runwire/events';
import { z } from 'zod';
import { PlanError } from '../experiment/plan-error.js';
import { marketPresets, type MarketPreset } from '../market/market-presets.js';

const numeric = z.number();

/** Settings that are one number, and may therefore be swept. Their ranges and defaults are those of the plan. */
const numericSettings = {
  /** Environment steps. */
  steps: numeric,
  seed: numeric,
  episodeBars: numeric,
  costPips: numeric,
  heldOutShare: numeric,
  learningRate: numeric,
  hidden: numeric,
  rolloutSteps: numeric,
  minibatch: numeric,
  epochs: numeric,
  gamma: numeric,
  lambda: numeric,
  clip: numeric,
  valueWeight: numeric,
  entropyWeight: numeric,
  maxGradientNorm: numeric,
};

/** Settings that only a synthetic market has. */
const SYNTHETIC = ['market', 'marketSeed', 'marketBars'] as const;

const presetNames = Object.keys(marketPresets) as [MarketPreset, ...MarketPreset[]];
const numericSettingNames = Object.keys(numericSettings) as [NumericSetting, ...NumericSetting[]];

const trainingSettingsSchema = z
  .strictObject({
    ...z.object(numericSettings).partial().shape,
    /** What the experiments' ids begin with. Default: `ppo-` and six random characters. */
    id: ExperimentIdSchema.optional(),
    /** Experiments per combination of the sweep, 1–64, each with a seed of its own. Default 1. */
    experiments: z.int().min(1).max(64).optional(),
    /** Values to try by setting, such as `{ learningRate: [1e-4, 1e-3] }`; of several, every combination. */
    sweep: z.partialRecord(z.enum(numericSettingNames), z.array(numeric).min(1)).optional(),
    /** Which synthetic market. Default `default`. */
    market: z.enum(presetNames).optional(),
    /** Same seed, same prices. Default 1, for all experiments. */
    marketSeed: numeric.optional(),
    /** How many prices to make, 1 000–250 000. Default 32 768. */
    marketBars: numeric.optional(),
    /** A CSV file of prices instead of a synthetic market. */
    data: z.string().min(1).optional(),
    /** From this step on the learning rate of the first experiment is ruinous, so that it truly diverges. */
    nanAt: numeric.optional(),
  })
  .refine((settings) => settings.data === undefined || SYNTHETIC.every((name) => settings[name] === undefined), {
    path: ['data'],
    message: `excludes ${SYNTHETIC.join(', ')}; give a file or a synthetic market`,
  });

/** A setting that is one number. */
export type NumericSetting = keyof typeof numericSettings;

/** What a person may set, by flags or in a file. Everything has a default. */
export type TrainingSettings = Readonly<z.output<typeof trainingSettingsSchema>>;

/** Whether a word names a setting that may be swept. */
export function isNumericSetting(name: string): name is NumericSetting {
  return Object.hasOwn(numericSettings, name);
}

/** Checks settings from anywhere: no unknown name, no wrong type. Throws {@link PlanError} naming each that is wrong. */
export function checkSettings(settings: unknown): TrainingSettings {
  const parsed = trainingSettingsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`);
  throw new PlanError(`The settings are wrong: ${problems.join('; ')}.`);
}
