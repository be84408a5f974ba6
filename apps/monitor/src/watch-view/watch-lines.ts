import type { ExperimentsChange } from '@runwire/channels';
import type { Output } from '../cli/cli-context.js';
import { Fleet } from '../fleet/fleet.js';
import { summarize, type RunSummary } from '../fleet/run-summary.js';
import { viewJson } from '../fleet/view-json.js';
import { escapeText } from '../terminal/escape-text.js';
import { formatDuration, formatTime } from '../terminal/format-duration.js';
import { formatNumber } from '../terminal/format-number.js';
import { followFleet, type FleetSource } from './follow-fleet.js';

/** A run that only makes progress is told about this often. */
const PROGRESS_EVERY_MS = 2_000;

export interface WatchLinesOptions extends FleetSource {
  readonly output: Output;
  /** Every change as JSON, instead of lines for people. */
  readonly json: boolean;
}

/** The runs as plain lines, for pipes and dumb terminals, until the signal. */
export async function watchLines(options: WatchLinesOptions): Promise<void> {
  const told = new Map<string, { readonly state: string; readonly at: number }>();
  const { output, json, channel } = options;
  await followFleet(new Fleet(), {
    ...options,
    onChange: async (change) => {
      for (const view of viewsOf(change)) {
        const summary = summarize(view);
        const last = told.get(summary.key);
        const isNews = json || last?.state !== summary.state || channel.now() - last.at >= PROGRESS_EVERY_MS;
        if (!isNews) continue;
        told.set(summary.key, { state: summary.state, at: channel.now() });
        await output.line(json ? viewJson(view) : plainLine(summary, channel.now()));
      }
    },
  });
}

function viewsOf(change: ExperimentsChange) {
  return change.kind === 'snapshot' ? change.experiments : [change.experiment];
}

function plainLine(summary: RunSummary, now: number): string {
  const { id, state, fraction, currentStep, totalSteps, headline, etaMs, error } = summary;
  const parts = [
    `${formatTime(now)} ${id} ${state}`,
    fraction === undefined ? '' : `${String(Math.floor(fraction * 100))}%`,
    currentStep === undefined ? '' : `step ${String(currentStep)}${totalSteps === undefined ? '' : `/${String(totalSteps)}`}`,
    headline === undefined ? '' : `${headline.metric} ${formatNumber(headline.value)}`,
    etaMs === undefined ? '' : `eta ${formatDuration(etaMs)}`,
    state === 'failed' && error !== undefined ? error : '',
  ];
  return escapeText(parts.filter((part) => part !== '').join(' '));
}
