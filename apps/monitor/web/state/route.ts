import { signal } from '@preact/signals';

/** What the page shows; the address says it. */
export type Route =
  | { readonly kind: 'overview' }
  /** `name` is the run's id, or `namespace~id` where two namespaces have the same id. */
  | { readonly kind: 'run'; readonly name: string }
  | { readonly kind: 'compare'; readonly names: readonly string[] };

/** How it is shown; kept in the query, so that an address can be handed on. */
export interface ViewOptions {
  readonly search: string;
  /** Only runs of this state; empty: all. */
  readonly state: string;
  /** Weight of the past in the drawn line, 0 to 0.99. */
  readonly smoothing: number;
  readonly axis: 'step' | 'time';
  readonly metrics: string;
}

const DEFAULTS: ViewOptions = { search: '', state: '', smoothing: 0, axis: 'step', metrics: '' };
const MAX_SMOOTHING = 0.99;

export const route = signal<Route>(routeOf(location));
export const viewOptions = signal<ViewOptions>(optionsOf(location));

window.addEventListener('popstate', () => {
  route.value = routeOf(location);
  viewOptions.value = optionsOf(location);
});

/** Goes to another view, keeping how things are shown. */
export function navigate(to: Route): void {
  const path = pathOf(to);
  history.pushState(null, '', path + queryOf(viewOptions.value, path.includes('?')));
  route.value = to;
  window.scrollTo(0, 0);
}

/** Changes how things are shown, without a new entry in the browser's history. */
export function setOptions(change: Partial<ViewOptions>): void {
  viewOptions.value = { ...viewOptions.value, ...change };
  const path = pathOf(route.value);
  history.replaceState(null, '', path + queryOf(viewOptions.value, path.includes('?')));
}

/** The address of a view. */
export function pathOf(to: Route): string {
  if (to.kind === 'run') return `/runs/${to.name}`;
  return to.kind === 'compare' ? `/compare?ids=${to.names.join(',')}` : '/';
}

function routeOf({ pathname, search }: Location): Route {
  const run = /^\/runs\/([A-Za-z0-9_~-]+)$/.exec(pathname)?.[1];
  if (run !== undefined) return { kind: 'run', name: run };
  if (pathname !== '/compare') return { kind: 'overview' };
  const names = (new URLSearchParams(search).get('ids') ?? '').split(',').filter((name) => name !== '');
  return { kind: 'compare', names };
}

function optionsOf({ search }: Location): ViewOptions {
  const query = new URLSearchParams(search);
  const smoothing = Number(query.get('smooth') ?? 0);
  return {
    search: query.get('q') ?? '',
    state: query.get('state') ?? '',
    smoothing: smoothing > 0 ? Math.min(MAX_SMOOTHING, smoothing) : 0,
    axis: query.get('axis') === 'time' ? 'time' : 'step',
    metrics: query.get('metrics') ?? '',
  };
}

function queryOf({ search, state, smoothing, axis, metrics }: ViewOptions, isBegun: boolean): string {
  const query = new URLSearchParams();
  if (search !== DEFAULTS.search) query.set('q', search);
  if (state !== DEFAULTS.state) query.set('state', state);
  if (smoothing !== DEFAULTS.smoothing) query.set('smooth', String(smoothing));
  if (axis !== DEFAULTS.axis) query.set('axis', axis);
  if (metrics !== DEFAULTS.metrics) query.set('metrics', metrics);
  const text = query.toString();
  return text === '' ? '' : (isBegun ? '&' : '?') + text;
}
