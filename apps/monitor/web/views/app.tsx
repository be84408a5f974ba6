import { useEffect } from 'preact/hooks';
import type { VNode } from 'preact';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { dashboard, isHelpOpen, shownKeys, sortedRuns } from '../state/app-state.js';
import { route } from '../state/route.js';
import { ChartBoard } from './chart-board.js';
import { EmptyState } from './empty-state.js';
import { ErrorBanner } from './error-banner.js';
import { HelpDialog } from './help-dialog.js';
import { LogPane } from './log-pane.js';
import { RunHeader } from './run-header.js';
import { RunList } from './run-list.js';
import { TopBar } from './top-bar.js';

/** The whole page. */
export function App(): VNode {
  const isDim = dashboard.isLoaded.value && !dashboard.isCurrent.value;
  return (
    <div class={`app view-${route.value.kind}${isDim ? ' is-dim' : ''}`}>
      <TopBar />
      <Body />
      {isHelpOpen.value && <HelpDialog />}
    </div>
  );
}

function Body(): VNode {
  const keys = shownKeys.value;
  const runs = keys.map((key) => dashboard.runs.value.get(key)).filter((run) => run !== undefined);
  useEffect(() => dashboard.keepBooks(keys), [keys.join(' ')]);
  if (!dashboard.isLoaded.value) return <main class="hint muted">{dashboard.connection.value.kind === 'connecting' ? 'Connecting …' : 'The server cannot be reached; it is tried again by itself.'}</main>;
  if (sortedRuns.value.length === 0)
    return (
      <main>
        <EmptyState />
      </main>
    );
  return (
    <>
      <RunList />
      <Centre runs={runs} />
    </>
  );
}

function Centre({ runs }: { readonly runs: readonly RunSummary[] }): VNode {
  const here = route.value;
  const single = here.kind === 'run' ? runs[0] : undefined;
  const failed = (here.kind === 'overview' ? sortedRuns.value : runs).filter(({ state }) => state === 'failed');
  const told = here.kind === 'overview' ? failed.slice(0, 1) : failed;
  return (
    <main>
      <div class="scroller" tabIndex={0} role="region" aria-label="Charts and details">
      {here.kind === 'compare' && <h1 class="hidden">Comparison</h1>}
      {here.kind === 'overview' && <h1 class="hidden">Overview</h1>}
      {told.map((run) => (
        <ErrorBanner key={run.key} run={run} more={failed.length - told.length} />
      ))}
      {single !== undefined && <RunHeader key={single.key} run={single} />}
      {runs.length === 0 && <p class="hint muted">{here.kind === 'run' ? `There is no run "${here.name}" on this broker (any more).` : 'Choose runs at the left to compare them.'}</p>}
      {runs.length > 0 && <ChartBoard runs={runs} />}
      </div>
      {runs.length > 0 && <LogPane runs={runs} />}
    </main>
  );
}
