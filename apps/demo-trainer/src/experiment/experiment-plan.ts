import { readHyperParameters, type HyperParameters } from '../learner/hyper-parameters.js';
import { describeProblems, InvalidDataError } from '../plain-data/invalid-data-error.js';
import { integer, number, optional, withDefault, type Read } from '../plain-data/reader.js';
import { object } from '../plain-data/structures.js';
import { readMarketSource, type FileMarketSource, type SyntheticMarketSource } from './market-source.js';
import { PlanError } from './plan-error.js';

const readPlan = object({
  /** Of the agent's first weights and all its chances. Default 1. */
  seed: withDefault(integer(), 1),
  market: withDefault(readMarketSource, { kind: 'synthetic' }),
  /** Environment steps, 1–100 000 000. Default 50 000. */
  totalSteps: withDefault(integer(1, 100_000_000), 50_000),
  /** Bars per episode, 2–100 000. Default 256. */
  episodeBars: withDefault(integer(2, 100_000), 256),
  /** Cost of changing the position by one unit, in pips, ≥ 0. Default 0.5. */
  costPips: withDefault(number({ min: 0 }), 0.5),
  /** Share of the bars, the last ones, kept for judging, 0.05–0.9. Default 0.25. */
  heldOutShare: withDefault(number({ min: 0.05, max: 0.9 }), 0.25),
  /** From this step on the learning rate is 1e200, so that the loss overflows. Default: never. */
  nanAt: optional(integer(0, 100_000_000)),
  hyperParameters: withDefault(readHyperParameters, {}),
});

/** Everything that decides an experiment: equal plans and prices give bitwise equal results. Plain data. */
export type ExperimentPlan = Read<typeof readPlan>;

type LeftOut<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** What may be left out of a plan is filled with the defaults above. */
export type ExperimentPlanInput = LeftOut<Omit<ExperimentPlan, 'market' | 'hyperParameters'>> & {
  readonly market?: ({ readonly kind: 'synthetic' } & LeftOut<Omit<SyntheticMarketSource, 'kind'>>) | FileMarketSource | undefined;
  readonly hyperParameters?: LeftOut<HyperParameters> | undefined;
};

/** Checks a plan and fills in the defaults. Throws {@link PlanError} naming each wrong setting, by `nameOf` its path. */
export function planExperiment(input: ExperimentPlanInput = {}, nameOf?: (path: readonly string[]) => string): ExperimentPlan {
  try {
    return assertReachable(readPlan(input));
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    throw new PlanError(`The experiment cannot be planned: ${describeProblems(error.problems, nameOf)}`, { cause: error });
  }
}

function assertReachable(plan: ExperimentPlan): ExperimentPlan {
  const { nanAt, totalSteps } = plan;
  if (nanAt === undefined || nanAt <= totalSteps) return plan;
  throw new InvalidDataError([{ path: ['nanAt'], message: `is ${nanAt}, beyond the last step; give at most ${totalSteps}` }]);
}
