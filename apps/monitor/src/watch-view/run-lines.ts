import type { FleetRun } from '../fleet/fleet.js';
import { faceOf } from '../fleet/run-state.js';
import type { RunSummary } from '../fleet/run-summary.js';
import { escapeText } from '../terminal/escape-text.js';
import { formatDuration } from '../terminal/format-duration.js';
import { formatCount, formatNumber } from '../terminal/format-number.js';
import type { Paint } from '../terminal/paint.js';
import { progressBar } from '../terminal/progress-bar.js';
import { sparkline } from '../terminal/sparkline.js';
import { cutMiddle, cutText, fitText, textWidth } from '../terminal/text-width.js';
import type { RunColumns } from './run-columns.js';

export interface RunLineOptions {
  readonly columns: RunColumns;
  readonly paint: Paint;
  readonly isSelected: boolean;
  /** Milliseconds since the epoch, on the clock of the views. */
  readonly now: number;
}

/** The first line of a run: state, name, bar, time, headline value and its trend. */
export function runLine({ summary, trend }: FleetRun, { columns, paint, isSelected }: RunLineOptions): string {
  const face = faceOf(summary.state);
  const name = fitText(cutMiddle(escapeText(summary.name), columns.name), columns.name);
  const state = `${face.icon} ${columns.state > 0 ? fitText(face.word, columns.state) : ''}`;
  const parts = [
    isSelected ? paint('accent', '▸') : ' ',
    paint(face.tone, state),
    paint(isSelected ? 'strong' : 'plain', name),
    columns.bar === 0 ? '' : progressBar(summary.fraction ?? 0, { width: columns.bar, role: face.tone, paint }),
    paint('plain', fitText(percent(summary), 5, 'right')),
    columns.time === 0 ? '' : paint('muted', fitText(timeLeft(summary), columns.time)),
    columns.headline === 0 ? '' : paint('strong', fitText(headline(summary), columns.headline, 'right')),
    columns.trend === 0 ? '' : paint('accent', sparkline(trend, columns.trend)),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** The second line of a run: where it is, or what became of it. */
export function runDetail({ summary }: FleetRun, { columns, paint, now }: RunLineOptions): string {
  const indent = ' '.repeat(columns.indent);
  const room = columns.total - columns.indent;
  const trouble = troubleOf(summary, now);
  if (trouble !== undefined) return indent + paint(faceOf(summary.state).tone, cutText(escapeText(trouble), room));
  return indent + paint('faint', cutText(escapeText(whereabouts(summary)), room));
}

function percent({ fraction }: RunSummary): string {
  return fraction === undefined ? '–' : `${String(Math.floor(fraction * 100))} %`;
}

function timeLeft({ state, etaMs, startedAt, endedAt }: RunSummary): string {
  if (endedAt !== undefined && startedAt !== undefined) return `took ${formatDuration(endedAt - startedAt)}`;
  return etaMs === undefined || state !== 'running' ? '' : `eta ${formatDuration(etaMs)}`;
}

function headline({ headline: found }: RunSummary): string {
  return found === undefined ? '' : formatNumber(found.value);
}

function troubleOf(summary: RunSummary, now: number): string | undefined {
  const { state, lastSignalAt, error, reason } = summary;
  const silence = lastSignalAt === undefined ? '' : formatDuration(now - lastSignalAt);
  if (state === 'stale') return `no signal for ${silence}`;
  if (state === 'lost') return `no signal for ${silence}: the trainer is gone, or cut off`;
  if (state === 'failed') return error ?? reason ?? 'failed without a word';
  return undefined;
}

function whereabouts(summary: RunSummary): string {
  const { id, name, currentStep, totalSteps, rate, headline: found, reason } = summary;
  const of = totalSteps === undefined ? '' : ` / ${formatCount(totalSteps)}`;
  const parts = [
    name === id ? '' : id,
    currentStep === undefined ? 'waiting for the first step' : `step ${formatCount(currentStep)}${of}`,
    rate === undefined ? '' : `${formatCount(rate)} steps/s`,
    found === undefined ? '' : found.metric,
    controlText(summary),
    reason ?? '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function controlText({ control }: RunSummary): string {
  if (control === undefined || control.state === 'applied') return '';
  return `${control.action} ${control.state}${control.reason === undefined ? '' : ` (${control.reason})`}`;
}

/** Columns a styled-free text takes, for callers that align around it. */
export function nameWidth({ summary }: FleetRun): number {
  return textWidth(escapeText(summary.name));
}
