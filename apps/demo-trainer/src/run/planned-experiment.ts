import type { Checkpoint } from '../experiment/checkpoint.js';
import type { ExperimentPlan } from '../experiment/experiment-plan.js';
import type { PriceSeries } from '../market/price-series.js';

/** One experiment that is ready to run: its plan can be carried out, its prices are read. */
export interface PlannedExperiment {
  /** Unique in the namespace: `[A-Za-z0-9_-]{1,128}`. */
  readonly id: string;
  /** For people: what sets it apart from the others, such as `default market, learning-rate 0.001, agent seed 2`. */
  readonly name: string;
  readonly plan: ExperimentPlan;
  /** The prices that the plan names. */
  readonly series: PriceSeries;
  /** Continue from here instead of from the start. */
  readonly checkpoint?: Checkpoint;
}
