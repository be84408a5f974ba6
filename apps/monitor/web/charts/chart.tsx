import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import uPlot from 'uplot';
import { formatDuration } from '../../src/terminal/format-duration.js';
import { formatCount, formatRounded } from '../../src/terminal/format-number.js';
import { theme } from '../state/theme.js';
import { chartData, SERIES_PER_RUN, type ChartCurve } from './chart-data.js';
import { chartOptions } from './chart-options.js';

export interface ChartProps {
  readonly metric: string;
  readonly curves: readonly ChartCurve[];
  readonly axis: 'step' | 'time';
  readonly smoothing: number;
  /** Changes whenever the curves have. */
  readonly version: number;
}

const HEIGHT = 190;
/** More values than this stand below the title: on all charts of the page, so that they stay in line. */
const MAX_BESIDE_TITLE = 2;
/** A chart that grows is drawn this often: the eye needs no more, the machine has other things to do. */
const REDRAW_EVERY_MS = 250;

/** The curves of one metric, with what is under the cursor in figures. */
export function Chart({ metric, curves, axis, smoothing, version }: ChartProps): VNode {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const at = useSignal<number | undefined>(undefined);
  const shape = `${axis} ${String(smoothing > 0)} ${theme.value} ${curves.map(({ key }) => key).join(' ')}`;
  const latest = useRef({ curves, axis, smoothing });
  latest.current = { curves, axis, smoothing };

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = { axis, smoothing, width: element.clientWidth, height: HEIGHT, group: `runwire-${axis}`, onCursor: (index: number | undefined) => (at.value = index) };
    const made = new uPlot(chartOptions(curves, look), chartData(curves, { axis, smoothing }), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);

  useRedraw(box, `${String(version)} ${String(smoothing)}`, () => plot.current?.setData(chartData(latest.current.curves, latest.current)));

  return (
    <figure class={`chart${curves.length > MAX_BESIDE_TITLE ? ' is-crowded' : ''}`} aria-label={`${metric}: ${curves.map(({ label, curve }) => `${label} ${lastText(curve?.last.at(-1))}`).join(', ')}`}>
      <figcaption>
        <h3>{metric}</h3>
        <Readout curves={curves} data={plot.current?.data} index={at.value} axis={axis} />
      </figcaption>
      <div class="plot" ref={box} />
    </figure>
  );
}

interface ReadoutProps {
  readonly curves: readonly ChartCurve[];
  readonly data: uPlot.AlignedData | undefined;
  readonly index: number | undefined;
  readonly axis: 'step' | 'time';
}

/** The values under the cursor, or the last ones. */
function Readout({ curves, data, index, axis }: ReadoutProps): VNode {
  const x = index === undefined ? undefined : data?.[0][index];
  return (
    <p class="readout">
      {x !== undefined && <span class="muted">{axis === 'time' ? formatDuration(x * 1_000) : `step ${formatCount(x)}`}</span>}
      {curves.map(({ key, label, color, curve }, place) => (
        <span key={key} class="value" title={label}>
          <i class="dot" style={{ background: color }} />
          {lastText(index === undefined ? curve?.last.at(-1) : data?.[place * SERIES_PER_RUN + 1]?.[index])}
        </span>
      ))}
    </p>
  );
}

function lastText(value: number | null | undefined): string {
  if (value === undefined) return '–';
  return value === null ? 'NaN' : formatRounded(value);
}

/** Draws again when the mark changes: at most every quarter of a second, and only while the chart is in sight. */
function useRedraw(box: { readonly current: HTMLDivElement | null }, mark: string, draw: () => void): void {
  const state = useMemo(() => ({ isInSight: true, isDirty: false, timer: 0 }), []);
  const drawIfSeen = (): void => {
    state.timer = 0;
    if (!state.isInSight || !state.isDirty) return;
    state.isDirty = false;
    draw();
  };
  useEffect(() => {
    state.isDirty = true;
    state.timer ||= window.setTimeout(drawIfSeen, REDRAW_EVERY_MS);
  }, [mark]);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      state.isInSight = entry?.isIntersecting ?? true;
      drawIfSeen();
    });
    if (box.current !== null) observer.observe(box.current);
    return () => {
      observer.disconnect();
      clearTimeout(state.timer);
    };
  }, []);
}
