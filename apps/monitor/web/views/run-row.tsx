import type { VNode } from 'preact';
import type { CurveData } from '../../src/dashboard/curve.js';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { TrendLine } from '../charts/trend-line.js';
import { nameInAddress, now } from '../state/app-state.js';
import { seriesColor } from '../state/palette.js';
import { pathOf } from '../state/route.js';
import { theme } from '../state/theme.js';
import { Progress } from './progress.js';
import { ageText, runTimes } from './run-times.js';
import { StateMark } from './state-mark.js';

/** As much of the end of a name as stays in sight when there is no room for all of it: what tells similar runs apart is often there. */
const TAIL = 6;
/** Names up to this length are shown in one piece. */
const ROOM = 28;

export interface RunRowProps {
  readonly run: RunSummary;
  readonly trend: CurveData | undefined;
  /** Its place among the drawn runs; negative: not drawn. */
  readonly colorIndex: number;
  readonly isCursor: boolean;
  readonly isCompared: boolean;
  readonly onOpen: () => void;
  readonly onCompare: () => void;
}

export function RunRow({ run, trend, colorIndex, isCursor, isCompared, onOpen, onCompare }: RunRowProps): VNode {
  const color = colorIndex < 0 ? undefined : seriesColor(theme.value, colorIndex);
  const tailAt = run.name.length > ROOM ? run.name.length - TAIL : run.name.length;
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <li class={`run-row${isCursor ? ' cursor' : ''}${colorIndex >= 0 ? ' shown' : ''}`}>
      <a href={pathOf({ kind: 'run', name: nameInAddress(run) })} onClick={open} data-key={run.key} aria-current={colorIndex >= 0 ? 'true' : undefined}>
        <span class="line">
          <i class="dot" style={color === undefined ? {} : { background: color }} />
          <strong class="name" title={run.id}>
            <span class="head">{run.name.slice(0, tailAt)}</span>
            {tailAt < run.name.length && <span class="tail">{run.name.slice(tailAt)}</span>}
          </strong>
        </span>
        <Progress run={run} />
        <span class="line muted small">
          <StateMark state={run.state} />
          <span class="grow">{whereabouts(run)}</span>
          <TrendLine curve={trend} color={color} />
          <span class="figure" title={run.headline?.metric}>
            {run.headline === undefined ? '–' : run.headline.text}
          </span>
        </span>
      </a>
      <label class="compare" title="Compare (c)">
        <input type="checkbox" checked={isCompared} onChange={onCompare} aria-label={`compare ${run.name}`} />
      </label>
    </li>
  );
}

function whereabouts(run: RunSummary): string {
  const percent = run.state === 'completed' || run.fraction === undefined ? [] : [`${String(Math.floor(run.fraction * 100))} %`];
  return [...percent, runTimes(run, now.value) || ageText(run, now.value)].join(' · ');
}
