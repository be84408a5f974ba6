import { createHash } from 'node:crypto';
import type { PriceSeries } from '../market/price-series.js';
import type { ExperimentPlan } from './experiment-plan.js';

/** Identifies an experiment by what decides its course. */
export function fingerprint(plan: ExperimentPlan, series: PriceSeries): string {
  const prices = new Uint8Array(series.prices.buffer, series.prices.byteOffset, series.prices.byteLength);
  return createHash('sha256').update(JSON.stringify(plan)).update(prices).digest('hex');
}
