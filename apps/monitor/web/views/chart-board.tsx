import type { VNode } from 'preact';
import { headlineMetric } from '../../src/fleet/headline-metric.js';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import type { ChartCurve } from '../charts/chart-data.js';
import { Chart } from '../charts/chart.js';
import { dashboard } from '../state/app-state.js';
import { seriesColor } from '../state/palette.js';
import type { RunBook } from '../state/run-book.js';
import { setOptions, viewOptions } from '../state/route.js';
import { theme } from '../state/theme.js';

/** The charts of the runs, one for each metric, grouped by the first part of the metric's name. */
export function ChartBoard({ runs }: { readonly runs: readonly RunSummary[] }): VNode {
  const { smoothing, axis, metrics } = viewOptions.value;
  const books = runs.map(({ key }) => dashboard.book(key));
  const version = books.reduce((sum, book) => sum + book.observe(), 0);
  const groups = groupsOf(metricNames(books, metrics));
  const isLoading = books.some((book) => book.state.value.kind === 'loading');
  return (
    <section class="charts" aria-label="Metrics">
      <ChartTools />
      {groups.map(([group, names]) => (
        <div key={group} class="chart-group">
          <h2>{group}</h2>
          <div class="grid">
            {names.map((metric) => (
              <Chart key={metric} metric={metric} curves={curvesOf(metric, runs, books)} axis={axis} smoothing={smoothing} version={version} />
            ))}
          </div>
        </div>
      ))}
      {groups.length === 0 && <p class="muted hint">{isLoading ? 'Loading the curves …' : metrics === '' ? 'No metrics yet: they are drawn as soon as the trainer publishes some.' : 'No metric matches.'}</p>}
    </section>
  );
}

function ChartTools(): VNode {
  const { smoothing, axis, metrics } = viewOptions.value;
  return (
    <div class="tools">
      <input type="search" placeholder="Filter metrics" aria-label="Filter metrics" value={metrics} onInput={({ currentTarget }) => setOptions({ metrics: currentTarget.value })} />
      <label>
        smoothing
        <input type="range" min="0" max="0.98" step="0.02" value={smoothing} onInput={({ currentTarget }) => setOptions({ smoothing: Number(currentTarget.value) })} />
        <output>{smoothing.toFixed(2)}</output>
      </label>
      <fieldset>
        <legend class="hidden">horizontal axis</legend>
        {(['step', 'time'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={axis === each} onClick={() => setOptions({ axis: each })}>
            {each}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function metricNames(books: readonly RunBook[], filter: string): readonly string[] {
  const names = new Set(books.flatMap((book) => [...book.curves.keys()]));
  const wanted = filter.toLowerCase();
  const first = headlineMetric([...names]);
  return [...names].filter((name) => name.toLowerCase().includes(wanted)).sort((a, b) => Number(b === first) - Number(a === first) || a.localeCompare(b));
}

const USUAL_ORDER = ['rollout', 'trading', 'eval', 'train'];

function groupsOf(names: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = name.includes('/') ? (name.split('/')[0] ?? '') : 'metrics';
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const rank = (group: string): number => (USUAL_ORDER.includes(group) ? USUAL_ORDER.indexOf(group) : USUAL_ORDER.length);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

function curvesOf(metric: string, runs: readonly RunSummary[], books: readonly RunBook[]): readonly ChartCurve[] {
  return runs.map(({ key, name }, index) => ({ key, label: name, color: seriesColor(theme.value, index), curve: books[index]?.curves.get(metric)?.data }));
}
