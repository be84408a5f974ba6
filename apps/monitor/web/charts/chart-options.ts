import type uPlot from 'uplot';
import { formatDuration } from '../../src/terminal/format-duration.js';
import { formatNumber } from '../../src/terminal/format-number.js';
import type { ChartCurve } from './chart-data.js';

export interface ChartLook {
  readonly axis: 'step' | 'time';
  readonly smoothing: number;
  readonly width: number;
  readonly height: number;
  /** Charts with the same group move their cursors together. */
  readonly group: string;
  readonly onCursor: (index: number | undefined) => void;
}

/** How a chart looks, from the page's own colours. */
export function chartOptions(curves: readonly ChartCurve[], look: ChartLook): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const grid = { stroke: color('--grid'), width: 1 };
  const font = '11px ui-sans-serif, system-ui, sans-serif';
  const axis = { stroke: color('--muted'), grid, ticks: { show: false }, font };
  return {
    width: look.width,
    height: look.height,
    legend: { show: false },
    padding: [8, 10, 0, 0],
    cursor: { sync: { key: look.group }, y: false, points: { size: 7 }, drag: { x: true, y: false } },
    scales: { x: { time: false }, y: { range: spaciously } },
    axes: [
      { ...axis, space: 70, size: 22, label: look.axis === 'time' ? 'time since the first point' : 'step', labelSize: 16, labelGap: 0, labelFont: font, values: (_, ticks) => ticks.map((tick) => (look.axis === 'time' ? formatDuration(tick * 1_000) : shortCount(tick))) },
      { ...axis, space: 30, size: 52, values: (_, ticks) => ticks.map(formatNumber) },
    ],
    series: [{}, ...curves.flatMap((curve) => seriesOf(curve, look))],
    bands: curves.map(({ color: own }, index) => ({ series: [index * 4 + 2, index * 4 + 3], fill: `${own}26` })),
    hooks: { setCursor: [({ cursor: { idx } }) => look.onCursor(idx ?? undefined)] },
  };
}

function seriesOf({ color, label }: ChartCurve, { smoothing }: ChartLook): uPlot.Series[] {
  const hidden = { width: 0, points: { show: false } };
  return [
    { label, stroke: color, width: 1.75, points: { show: false }, spanGaps: false },
    hidden,
    hidden,
    { stroke: `${color}55`, width: 1, points: { show: false }, show: smoothing > 0 },
  ];
}

/** A little air above and below, also around a flat line. */
function spaciously(_: uPlot, min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const air = max > min ? (max - min) * 0.08 : Math.abs(max) * 0.1 || 1;
  return [min - air, max + air];
}

function shortCount(value: number): string {
  if (Math.abs(value) >= 1e6) return `${String(Number((value / 1e6).toFixed(2)))}M`;
  return Math.abs(value) >= 1e3 ? `${String(Number((value / 1e3).toFixed(1)))}k` : String(value);
}
