import { PlanError } from '../experiment/plan-error.js';
import { marketPresets, type MarketPreset } from '../market/market-presets.js';
import { describeProblems, InvalidDataError } from '../plain-data/invalid-data-error.js';
import { integer, number, oneOf, optional, text, type Read } from '../plain-data/reader.js';
import { list, object } from '../plain-data/structures.js';
import { readExperimentId } from './read-experiment-id.js';

const numeric = optional(number());

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

const presetNames = Object.keys(marketPresets) as MarketPreset[];
const numericSettingNames = Object.keys(numericSettings) as NumericSetting[];
const values = optional(list(number(), { min: 1 }));

/** One field per setting that may be swept. */
const sweepFields = Object.fromEntries(numericSettingNames.map((name) => [name, values])) as Record<NumericSetting, typeof values>;

const readSettings = object({
  ...numericSettings,
  /** What the experiments' ids begin with. Default: `ppo-` and six random characters. */
  id: optional(readExperimentId),
  /** Experiments per combination of the sweep, 1–64, each with a seed of its own. Default 1. */
  experiments: optional(integer(1, 64)),
  /** Values to try by setting, such as `{ learningRate: [1e-4, 1e-3] }`; of several, every combination. */
  sweep: optional(object(sweepFields)),
  /** Which synthetic market. Default `default`. */
  market: optional(oneOf(presetNames)),
  /** Same seed, same prices. Default 1, for all experiments. */
  marketSeed: numeric,
  /** How many prices to make, 1 000–250 000. Default 32 768. */
  marketBars: numeric,
  /** A CSV file of prices instead of a synthetic market. */
  data: optional(text),
  /** From this step on the learning rate of the first experiment is ruinous, so that it truly diverges. */
  nanAt: numeric,
});

/** A setting that is one number. */
export type NumericSetting = keyof typeof numericSettings;

/** What a person may set, by flags or in a file. Everything has a default. */
export type TrainingSettings = { readonly [Name in keyof Read<typeof readSettings>]?: Read<typeof readSettings>[Name] | undefined };

/** Whether a word names a setting that may be swept. */
export function isNumericSetting(name: string): name is NumericSetting {
  return Object.hasOwn(numericSettings, name);
}

/** Checks settings from anywhere: no unknown name, no wrong type. Throws {@link PlanError} naming each that is wrong. */
export function checkSettings(settings: unknown): TrainingSettings {
  try {
    return assertOneMarket(readSettings(settings));
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    throw new PlanError(`The settings are wrong: ${describeProblems(error.problems)}`, { cause: error });
  }
}

function assertOneMarket(settings: TrainingSettings): TrainingSettings {
  if (settings.data === undefined || SYNTHETIC.every((name) => settings[name] === undefined)) return settings;
  throw new InvalidDataError([{ path: ['data'], message: `excludes ${SYNTHETIC.join(', ')}; give a file or a synthetic market` }]);
}
