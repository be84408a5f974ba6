import type { ExperimentsChange, ExperimentView } from '@runwire/channels';
import type { TrainingEvent } from '@runwire/events';
import { summarize, type RunSummary } from './run-summary.js';

/** How many values of its headline metric a run keeps for its sparkline. */
const MAX_TREND = 120;
/** How many lines of log are kept over all runs. */
const MAX_NOTES = 200;

/** One run as the terminal shows it. */
export interface FleetRun {
  readonly summary: RunSummary;
  /** The last values of the headline metric, oldest first. */
  readonly trend: readonly number[];
}

/** One line of the log pane. */
export interface Note {
  readonly timestamp: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly run: string;
  readonly text: string;
}

/** All watched runs, kept up to date by the changes a watch delivers. Bounded in memory. */
export class Fleet {
  readonly #runs = new Map<string, FleetRun>();
  readonly #notes: Note[] = [];

  /** Newest first. */
  get runs(): readonly FleetRun[] {
    return [...this.#runs.values()].sort((a, b) => b.summary.createdAt - a.summary.createdAt || a.summary.name.localeCompare(b.summary.name, 'en', { numeric: true }));
  }

  /** Oldest first. */
  get notes(): readonly Note[] {
    return this.#notes;
  }

  apply(change: ExperimentsChange): void {
    switch (change.kind) {
      case 'snapshot':
        this.#runs.clear();
        for (const view of change.experiments) this.#update(view);
        return;
      case 'removed':
        this.#runs.delete(keyOf(change.experiment));
        return;
      case 'changed':
        this.#update(change.experiment, change.event);
        if (change.event !== undefined) this.#note(change.event);
    }
  }

  /** What the headline metric was before the watch began. */
  setTrend(key: string, values: readonly number[]): void {
    const run = this.#runs.get(key);
    if (run !== undefined) this.#runs.set(key, { ...run, trend: [...values.slice(-MAX_TREND), ...run.trend].slice(-MAX_TREND) });
  }

  /** Something the viewer itself has to say. */
  say(note: Note): void {
    this.#notes.push(note);
    if (this.#notes.length > MAX_NOTES) this.#notes.shift();
  }

  #update(view: ExperimentView, event?: TrainingEvent): void {
    const summary = summarize(view);
    const trend = this.#runs.get(summary.key)?.trend ?? [];
    const value = event?.type === 'metrics' && summary.headline !== undefined ? event.metrics[summary.headline.metric] : undefined;
    this.#runs.set(summary.key, { summary, trend: value === undefined ? trend : [...trend, value].slice(-MAX_TREND) });
  }

  #note(event: TrainingEvent): void {
    const { timestamp, experimentId: run } = event;
    if (event.type === 'log') this.say({ timestamp, run, level: event.level, text: event.message });
    if (event.type === 'error') this.say({ timestamp, run, level: 'error', text: `${event.error.name}: ${event.error.message}` });
  }
}

function keyOf(view: { readonly namespace: string; readonly id: string }): string {
  return `${view.namespace}/${view.id}`;
}
