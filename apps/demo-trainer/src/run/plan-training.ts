import { randomInt } from 'node:crypto';
import { assertLongEnough } from '../experiment/assert-long-enough.js';
import { PlanError } from '../experiment/plan-error.js';
import { planExperiment, type ExperimentPlan } from '../experiment/experiment-plan.js';
import { loadMarket } from '../experiment/load-market.js';
import type { MarketSource } from '../experiment/market-source.js';
import { combinations } from './combinations.js';
import { kebabCase } from './kebab-case.js';
import type { PlannedExperiment } from './planned-experiment.js';
import { checkSettings, type NumericSetting, type TrainingSettings } from './training-settings.js';

const MAX_EXPERIMENTS = 64;

/** Settings that the plan calls otherwise. */
const PLAN_NAMES = new Map([['totalSteps', 'steps'], ['market.preset', 'market'], ['market.seed', 'marketSeed'], ['market.bars', 'marketBars']]);

/** The settings in which one experiment differs from the others. */
type Variant = Readonly<Partial<Record<NumericSetting, number>>>;

/**
 * Turns settings into experiments: one for each combination of the sweep and each seed, counted up from `seed`.
 *
 * Throws {@link PlanError} for settings that cannot be carried out, `PriceFileError` for a data file that cannot be used:
 * what it returns will run.
 */
export function planTraining(settings: TrainingSettings = {}): readonly PlannedExperiment[] {
  const checked = checkSettings(settings);
  const variants = variantsOf(checked);
  const plans = variants.map((variant, at) => planVariant(checked, variant, at === 0 ? checked.nanAt : undefined));
  const series = loadMarket(marketOf(checked));
  const prefix = checked.id ?? `ppo-${randomWord()}`;
  for (const plan of plans) assertLongEnough(plan, series);
  return plans.map((plan, at) => {
    const id = plans.length === 1 ? prefix : `${prefix}-${at + 1}`;
    return { id, name: nameOf(series.name, variants[at] ?? {}, checked), plan, series };
  });
}

function variantsOf({ sweep = {}, experiments = 1, seed = 1 }: TrainingSettings): readonly Variant[] {
  const seeds = Array.from({ length: experiments }, (_, at) => ({ seed: seed + at }));
  const variants = combinations(sweep).flatMap((swept) => seeds.map((seeded) => ({ ...seeded, ...swept })));
  if (variants.length <= MAX_EXPERIMENTS) return variants;
  throw new PlanError(`These are ${variants.length} experiments; plan at most ${MAX_EXPERIMENTS} at once.`);
}

function planVariant(settings: TrainingSettings, variant: Variant, nanAt: number | undefined): ExperimentPlan {
  const { steps, seed, episodeBars, costPips, heldOutShare, ...rest } = { ...settings, ...variant };
  const { learningRate, hidden, rolloutSteps, minibatch, epochs, gamma, lambda, clip } = rest;
  const { valueWeight, entropyWeight, maxGradientNorm } = rest;
  const learning = { learningRate, hidden, rolloutSteps, minibatch, epochs, gamma, lambda, clip };
  const hyperParameters = { ...learning, valueWeight, entropyWeight, maxGradientNorm };
  const market = marketOf(settings);
  return planExperiment({ seed, totalSteps: steps, episodeBars, costPips, heldOutShare, nanAt, market, hyperParameters }, settingAt);
}

function marketOf({ data, market, marketSeed, marketBars }: TrainingSettings): MarketSource {
  if (data !== undefined) return { kind: 'file', path: data };
  return planExperiment({ market: { kind: 'synthetic', preset: market, seed: marketSeed, bars: marketBars } }, settingAt).market;
}

/** What a value of the plan is called among the settings. */
function settingAt(path: readonly string[]): string {
  const name = path.join('.').replace(/^hyperParameters\./, '');
  return PLAN_NAMES.get(name) ?? name;
}

/** `default market, agent seed 2`; of a sweep `default market, learning-rate 0.001`, with the seed where there are several. */
function nameOf(market: string, { seed = 1, ...swept }: Variant, { sweep, experiments = 1 }: TrainingSettings): string {
  const settings = Object.entries(swept).map(([setting, value]) => `${kebabCase(setting)} ${value}`);
  const isTold = experiments > 1 || sweep === undefined || sweep.seed !== undefined;
  return [market, ...settings, ...(isTold ? [`agent seed ${seed}`] : [])].join(', ');
}

/** Six characters: two trainers that start at once choose different ones. */
function randomWord(): string {
  return randomInt(36 ** 6).toString(36).padStart(6, '0');
}
