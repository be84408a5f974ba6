import { Experiment } from '../../src/experiment/experiment.js';
import type { ExperimentOptions } from '../../src/experiment/experiment.js';
import type { ExperimentEvent, ResultEvent, UpdateEvent } from '../../src/experiment/experiment-event.js';
import { planExperiment } from '../../src/experiment/experiment-plan.js';
import type { ExperimentPlanInput } from '../../src/experiment/experiment-plan.js';
import { loadMarket } from '../../src/experiment/load-market.js';

/** A plan that is over in a fraction of a second. */
export const shortPlan = {
  seed: 3,
  totalSteps: 1_500,
  market: { kind: 'synthetic', bars: 4_000 },
  hyperParameters: { epochs: 2 },
} as const satisfies ExperimentPlanInput;

export function openExperiment(input: ExperimentPlanInput, options: ExperimentOptions = {}): Experiment {
  const plan = planExperiment(input);
  let now = 0;
  return new Experiment(plan, loadMarket(plan.market), { clock: () => (now += 5), ...options });
}

export const isUpdate = (event: ExperimentEvent): event is UpdateEvent => event.kind === 'update';
export const isResult = (event: ExperimentEvent): event is ResultEvent => event.kind === 'result';

/** Runs an experiment to its end. */
export function resultOf(input: ExperimentPlanInput): ResultEvent {
  const result = [...openExperiment(input).events()].find(isResult);
  if (result === undefined) throw new Error('The experiment gave no result.');
  return result;
}
