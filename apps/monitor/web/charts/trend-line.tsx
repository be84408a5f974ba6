import type { VNode } from 'preact';
import type { CurveData } from '../../src/dashboard/curve.js';

const WIDTH = 96;
const HEIGHT = 24;

/** The course of a metric in the height of a line of text. */
export function TrendLine({ curve, color }: { readonly curve: CurveData | undefined; readonly color: string | undefined }): VNode {
  const values = (curve?.last ?? []).filter((value) => value !== null);
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  const points = values.map((value, index) => {
    const x = values.length > 1 ? (index / (values.length - 1)) * (WIDTH - 2) + 1 : WIDTH / 2;
    const y = HEIGHT - 2 - (range > 0 ? (value - least) / range : 0.5) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg class="trend" style={color === undefined ? {} : { color }} viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} preserveAspectRatio="none" aria-hidden="true">
      {points.length > 1 && <polyline points={points.join(' ')} fill="none" vector-effect="non-scaling-stroke" />}
    </svg>
  );
}
