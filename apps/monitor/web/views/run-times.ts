import type { RunSummary } from '../../src/fleet/run-summary.js';
import { formatDuration } from '../../src/terminal/format-duration.js';

/** How long a run still takes, took, or has been silent. `now` is the server's time. */
export function runTimes({ state, etaMs, startedAt, endedAt, lastSignalAt }: RunSummary, now: number): string {
  if (state === 'stale' || state === 'lost') return lastSignalAt === undefined ? 'no signal yet' : `no signal ${formatDuration(now - lastSignalAt)}`;
  if (startedAt !== undefined && endedAt !== undefined) return `took ${formatDuration(endedAt - startedAt)}`;
  if (state === 'running' && etaMs !== undefined) return `${formatDuration(etaMs)} left`;
  return '';
}

/** How long ago a run began, roughly. */
export function ageText({ createdAt }: RunSummary, now: number): string {
  return `${formatDuration(now - createdAt)} ago`;
}
