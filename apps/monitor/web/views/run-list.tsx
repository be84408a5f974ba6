import type { VNode } from 'preact';
import { RUN_STATES } from '../../src/fleet/run-state.js';
import { cursorKey, dashboard, listedRuns, nameInAddress, shownKeys, sortedRuns } from '../state/app-state.js';
import { MAX_OVERLAID } from '../state/palette.js';
import { navigate, route, setOptions, viewOptions } from '../state/route.js';
import { RunRow } from './run-row.js';

/** The list at the left: search, filter, and a row for each run. */
export function RunList(): VNode {
  const { search, state } = viewOptions.value;
  const present = RUN_STATES.filter((each) => each === state || sortedRuns.value.some((run) => run.state === each));
  return (
    <nav class="run-list" aria-label="Runs">
      <div class="filters">
        <input id="search" type="search" placeholder="Search runs  ( / )" aria-label="Search runs" value={search} onInput={({ currentTarget }) => setOptions({ search: currentTarget.value })} />
        <select aria-label="Filter by state" value={state} onChange={({ currentTarget }) => setOptions({ state: currentTarget.value })}>
          <option value="">all states</option>
          {present.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </div>
      <ul>
        {listedRuns.value.map((run) => (
          <RunRow
            key={run.key}
            run={run}
            trend={dashboard.trends.get(run.key)?.curve.data}
            colorIndex={shownKeys.value.indexOf(run.key)}
            isCursor={cursorKey.value === run.key}
            isCompared={route.value.kind === 'compare' && shownKeys.value.includes(run.key)}
            onOpen={() => navigate({ kind: 'run', name: nameInAddress(run) })}
            onCompare={() => toggleCompared(nameInAddress(run))}
          />
        ))}
      </ul>
      {listedRuns.value.length === 0 && sortedRuns.value.length > 0 && <p class="muted hint">No run matches. Clear the search or the filter.</p>}
    </nav>
  );
}

/** Adds the run to those compared, or takes it out; from a single run, compares that one with it. */
export function toggleCompared(name: string): void {
  const here = route.value;
  const before = here.kind === 'compare' ? here.names : here.kind === 'run' ? [here.name] : [];
  const names = before.includes(name) && here.kind === 'compare' ? before.filter((each) => each !== name) : [...before.filter((each) => each !== name), name];
  navigate(names.length === 0 ? { kind: 'overview' } : { kind: 'compare', names: names.slice(-MAX_OVERLAID) });
}
