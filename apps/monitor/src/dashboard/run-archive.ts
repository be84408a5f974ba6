import type { Gap } from '@runwire/broker-core';
import type { ErrorDescription, TrainingEvent } from '@runwire/events';
import type { RunSummary } from '../fleet/run-summary.js';
import { Curve } from './curve.js';
import { LogRing } from './log-ring.js';
import type { Delta, LogLine, Trend } from './protocol.js';

const TREND_BUCKETS = 60;
/** Beyond this many metrics a run's further ones are not drawn. */
const MAX_CURVES = 256;

/** What the dashboard keeps of one run beside its summary: curves, log, the course of the headline metric. Bounded. */
export class RunArchive {
  readonly key: string;
  readonly #curves = new Map<string, Curve>();
  readonly #log = new LogRing();
  #trend: { readonly metric: string; readonly curve: Curve } | undefined;
  #step = -1;
  #missed = 0;

  constructor(key: string) {
    this.key = key;
  }

  get curves(): ReadonlyMap<string, Curve> {
    return this.#curves;
  }

  get lines(): readonly LogLine[] {
    return this.#log.lines;
  }

  get missed(): number {
    return this.#missed;
  }

  get trend(): Trend | undefined {
    return this.#trend === undefined ? undefined : { metric: this.#trend.metric, curve: this.#trend.curve.data };
  }

  /** Takes an event in, and tells what that changes for who watches. */
  take(event: TrainingEvent, gap?: Gap): readonly Delta[] {
    const lost = gap === undefined ? [] : [this.#lose(event, gap)];
    if (event.type === 'metrics') return [...lost, this.#measure(event)];
    if (event.type === 'log') return [...lost, this.#write({ time: event.timestamp, level: event.level, text: event.message, logger: event.logger })];
    if (event.type === 'error') return [...lost, this.#write(errorLine(event))];
    return lost;
  }

  /** The headline metric is known, or another than before: its course begins anew from what is known of it. */
  follow({ headline }: RunSummary): readonly Delta[] {
    if (headline === undefined || headline.metric === this.#trend?.metric) return [];
    const curve = new Curve(TREND_BUCKETS);
    const known = this.#curves.get(headline.metric)?.data;
    for (const [index, step] of (known?.steps ?? []).entries()) curve.add({ step, time: known?.times[index] ?? 0, value: known?.last[index] ?? null });
    this.#trend = { metric: headline.metric, curve };
    return [{ kind: 'trend', key: this.key, trend: { metric: headline.metric, curve: structuredClone(curve.data) } }];
  }

  #measure(event: Extract<TrainingEvent, { type: 'metrics' }>): Delta {
    const { timestamp: time, step = this.#step + 1 } = event;
    this.#step = Math.max(this.#step, step);
    const metrics = Object.fromEntries(Object.entries(event.metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
    for (const [name, value] of Object.entries(metrics)) {
      this.#curve(name)?.add({ step, time, value });
      if (name === this.#trend?.metric) this.#trend.curve.add({ step, time, value });
    }
    return { kind: 'points', key: this.key, step, time, metrics };
  }

  #curve(name: string): Curve | undefined {
    const known = this.#curves.get(name);
    if (known !== undefined || this.#curves.size >= MAX_CURVES) return known;
    const curve = new Curve();
    this.#curves.set(name, curve);
    return curve;
  }

  #lose({ type, timestamp: time }: TrainingEvent, { missed, reason }: Gap): Delta {
    this.#missed += missed ?? 1;
    return this.#write({ time, level: 'warn', text: `${missed === undefined ? 'Some' : String(missed)} ${type} events are lost here (${reason}).`, logger: 'monitor' });
  }

  #write(draft: Omit<LogLine, 'number'>): Delta {
    return { kind: 'line', key: this.key, line: this.#log.add(draft) };
  }
}

function errorLine({ timestamp: time, error, fatal }: Extract<TrainingEvent, { type: 'error' }>): Omit<LogLine, 'number'> {
  return { time, level: 'error', text: `${error.name}: ${error.message}`, stack: stackOf(error), isFatal: fatal };
}

function stackOf({ name, message, stack, cause }: ErrorDescription): string {
  const own = stack ?? `${name}: ${message}`;
  return cause === undefined ? own : `${own}\nCaused by: ${stackOf(cause)}`;
}
