import type { PriceSeries } from '../market/price-series.js';
import { trainingBars } from '../trading/trading-market.js';
import type { ExperimentPlan } from './experiment-plan.js';
import { PlanError } from './plan-error.js';

/** Throws {@link PlanError} when the series has no room for an episode of the plan. */
export function assertLongEnough(plan: ExperimentPlan, series: PriceSeries): void {
  const { first, end } = trainingBars(series, plan.heldOutShare);
  if (end - first >= plan.episodeBars) return;
  const bars = series.prices.length;
  const needed = Math.ceil((first + plan.episodeBars) / (1 - plan.heldOutShare)) + 2;
  throw new PlanError(
    `"${series.name}" has ${bars} prices, but episodes of ${plan.episodeBars} bars with a held-out share ` +
      `of ${plan.heldOutShare} need ${needed}; give more prices, shorter episodes or a smaller share.`,
  );
}
