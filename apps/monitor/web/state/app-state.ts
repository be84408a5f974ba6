import { computed, signal } from '@preact/signals';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { openStream } from '../connection/open-stream.js';
import { Dashboard } from './dashboard.js';
import { MAX_OVERLAID } from './palette.js';
import { route, viewOptions } from './route.js';

/** The one dashboard of this page, and its stream. */
export const dashboard = new Dashboard();
export const stream = openStream(dashboard.hear);
window.addEventListener('online', () => stream.hurry());

/** The server's time for ages and countdowns. It stands still while the page is cut off: then nobody knows. */
export const now = signal(Date.now());
const clock = { at: 0, since: 0 };
setInterval(() => {
  if (!dashboard.isCurrent.value) return;
  if (dashboard.dataAsOf.value !== clock.at) Object.assign(clock, { at: dashboard.dataAsOf.value, since: performance.now() });
  now.value = clock.at + performance.now() - clock.since;
}, 1_000);

/** All runs, newest first. */
export const sortedRuns = computed(() => [...dashboard.runs.value.values()].sort((a, b) => b.createdAt - a.createdAt || a.name.localeCompare(b.name, 'en', { numeric: true })));

/** The runs that search and filter let through. */
export const listedRuns = computed(() => {
  const { search, state } = viewOptions.value;
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return sortedRuns.value.filter((run) => (state === '' || run.state === state) && words.every((word) => searchText(run).includes(word)));
});

/** How an address names a run: by its id, with the namespace where that alone would be ambiguous. */
export function nameInAddress({ id, namespace }: RunSummary): string {
  const isUnique = sortedRuns.value.filter((run) => run.id === id).length === 1;
  return isUnique ? id : `${namespace}~${id}`;
}

/** The keys of the runs whose charts are shown, in the order of their colours. */
export const shownKeys = computed<readonly string[]>(() => {
  const here = route.value;
  if (here.kind === 'overview') return listedRuns.value.slice(0, MAX_OVERLAID).map(({ key }) => key);
  const names = here.kind === 'run' ? [here.name] : here.names;
  return names.map(keyNamed).filter((key) => key !== undefined).slice(0, MAX_OVERLAID);
});

/** Which row of the list the keyboard is on. */
export const cursorKey = signal<string | undefined>(undefined);
export const isHelpOpen = signal(false);

function keyNamed(name: string): string | undefined {
  const [namespace, id] = name.includes('~') ? name.split('~') : [undefined, name];
  return sortedRuns.value.find((run) => run.id === id && (namespace === undefined || run.namespace === namespace))?.key;
}

function searchText({ id, name, namespace, tags, state }: RunSummary): string {
  return [id, name, namespace, state, ...tags].join(' ').toLowerCase();
}
