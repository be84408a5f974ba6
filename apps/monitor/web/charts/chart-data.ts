import uPlot from 'uplot';
import type { CurveData } from '../../src/dashboard/curve.js';

/** One run's part of a chart. */
export interface ChartCurve {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly curve: CurveData | undefined;
}

export interface ChartDataOptions {
  readonly axis: 'step' | 'time';
  /** Weight of the past, 0 to 0.99. */
  readonly smoothing: number;
}

/** Series of one run in the data, after x: the line, then the greatest and the least of each bucket, then the raw line. */
export const SERIES_PER_RUN = 4;

type Column = (number | null)[];
type Table = [xs: number[], ...columns: Column[]];

/** The curves on one common x axis, as uPlot wants them: x, then {@link SERIES_PER_RUN} columns for each run. */
export function chartData(curves: readonly ChartCurve[], options: ChartDataOptions): uPlot.AlignedData {
  const tables = curves.map(({ curve }) => tableOf(curve, options));
  if (tables.length === 0) return [[]];
  return tables.length === 1 && tables[0] !== undefined ? tables[0] : uPlot.join(tables);
}

function tableOf(curve: CurveData | undefined, { axis, smoothing }: ChartDataOptions): uPlot.AlignedData {
  if (curve === undefined) return [[], [], [], [], []];
  const start = curve.times[0] ?? 0;
  const xs = axis === 'step' ? [...curve.steps] : curve.times.map((time) => (time - start) / 1_000);
  const raw: Column = [...curve.last];
  const line = smoothing > 0 ? smooth(raw, smoothing) : raw;
  const table: Table = [xs, line, [...curve.max], [...curve.min], smoothing > 0 ? raw : raw.map(() => null)];
  return axis === 'step' ? table : ascending(table);
}

/** An exponential moving average without the pull towards its start (as TensorBoard draws it). */
export function smooth(values: Column, weight: number): Column {
  let mean = 0;
  let share = 0;
  return values.map((value) => {
    if (value === null) return null;
    mean = weight * mean + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return mean / share;
  });
}

/** By time, strictly: a resumed trainer may have measured an earlier step later. */
function ascending(table: Table): Table {
  const [xs] = table;
  const order = xs.map((_, index) => index).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0));
  const kept = order.filter((place, index) => index === 0 || xs[place] !== xs[order[index - 1] ?? 0]);
  const [sortedXs = [], ...columns] = table.map((column) => kept.map((place) => column[place] ?? null));
  return [sortedXs.map((x) => x ?? 0), ...columns];
}
