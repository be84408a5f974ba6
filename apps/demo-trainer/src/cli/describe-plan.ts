import { printable } from '../console/printable.js';
import type { PlannedExperiment } from '../run/planned-experiment.js';

/** What `--dry-run` prints of an experiment: every setting. Two lines for people, or one JSON object. */
export function describePlan({ id, name, plan, series, checkpoint }: PlannedExperiment, { json }: { json: boolean }): string {
  const step = checkpoint?.trainer.step ?? 0;
  const prices = series.prices.length;
  if (json) return JSON.stringify({ kind: 'plan', experiment: id, name, prices, step, plan });
  const { totalSteps, episodeBars, costPips, heldOutShare, nanAt = 'never', hyperParameters } = plan;
  const settings = { totalSteps, episodeBars, costPips, heldOutShare, nanAt, ...hyperParameters };
  const listed = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`);
  const start = step === 0 ? '' : `, from step ${step}`;
  return `${id}  ${printable(name)}  (${prices} prices${start})\n    ${listed.join(', ')}`;
}
