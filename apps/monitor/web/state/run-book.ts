import { signal, type Signal } from '@preact/signals';
import { Curve } from '../../src/dashboard/curve.js';
import type { AsOf, Delta, LogLine, RunDetail } from '../../src/dashboard/protocol.js';

const MAX_LINES = 2_000;

/** How far the details of a run are. */
export type BookState = { readonly kind: 'loading' } | { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly reason: string };

/** The details of one run that is being looked at: its curves and its log, loaded once and then kept up to date. */
export class RunBook {
  readonly key: string;
  readonly state: Signal<BookState> = signal<BookState>({ kind: 'loading' });
  readonly #version = signal(0);
  readonly curves = new Map<string, Curve>();
  config: Readonly<Record<string, unknown>> = {};
  result: string | undefined;
  missed = 0;
  lines: readonly LogLine[] = [];
  #asOf: AsOf | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** Which frame its contents include; `undefined` while loading. */
  get asOf(): AsOf | undefined {
    return this.#asOf;
  }

  /** Counts the changes. A component that calls this while it renders is rendered again after every one. */
  observe(): number {
    return this.#version.value;
  }

  /** Several changes were applied: tells who observes. */
  announce(): void {
    this.#version.value += 1;
  }

  begin(): void {
    this.#asOf = undefined;
  }

  fail(reason: string): void {
    this.state.value = { kind: 'failed', reason };
  }

  load(detail: RunDetail): void {
    this.curves.clear();
    for (const [metric, data] of detail.curves) this.curves.set(metric, Curve.from(data));
    this.lines = detail.lines;
    this.config = detail.config;
    this.result = detail.result?.summary;
    this.missed = detail.missed;
    this.#asOf = { boot: detail.boot, frame: detail.frame, time: detail.time };
    this.state.value = { kind: 'ready' };
    this.announce();
  }

  /** Applies one change of a frame that the contents do not yet include. */
  apply(delta: Delta): boolean {
    if (delta.kind === 'points') {
      for (const [metric, value] of Object.entries(delta.metrics)) this.#curve(metric).add({ step: delta.step, time: delta.time, value });
      return true;
    }
    if (delta.kind !== 'line') return false;
    this.lines = [...this.lines.slice(1 - MAX_LINES), delta.line];
    return true;
  }

  #curve(metric: string): Curve {
    const known = this.curves.get(metric);
    if (known !== undefined) return known;
    const curve = new Curve();
    this.curves.set(metric, curve);
    return curve;
  }
}
