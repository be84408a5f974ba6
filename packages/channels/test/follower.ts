import type { Cursor } from '@runwire/broker-core';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import type { ExperimentsChange, ExperimentView, TrainingChannel, Watch } from '../src/index.js';

const WITHIN_MS = 15_000;

/** Takes a watch into a map, and notes the log lines heard. */
export class Follower {
  readonly experiments = new Map<string, ExperimentView>();
  readonly heard: string[] = [];
  wentBack = false;
  #lastStep = -1;
  #cursor: Cursor | undefined;
  readonly #begin: (from?: Cursor) => Watch<ExperimentsChange>;
  #watch: Watch<ExperimentsChange>;
  #isResting = false;
  #following: Promise<void>;

  constructor(channel: TrainingChannel, maxQueueSize: number) {
    this.#begin = (from) => channel.watchExperiments({}, { maxQueueSize, ...(from === undefined ? {} : { from }) });
    this.#watch = this.#begin();
    this.#following = this.#follow();
  }

  /** Resolves when it has its snapshot. */
  begun(): Promise<unknown> {
    return waitUntil(() => this.#cursor !== undefined, { withinMs: WITHIN_MS, what: 'the snapshot' });
  }

  async rest(): Promise<void> {
    await this.begun();
    await this.close();
    this.#isResting = true;
  }

  resume(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    this.#watch = this.#begin(this.#cursor);
    this.#following = this.#follow();
  }

  async close(): Promise<void> {
    await this.#watch.close();
    await this.#following;
  }

  async #follow(): Promise<void> {
    for await (const change of this.#watch) {
      this.#apply(change);
      this.#cursor = this.#watch.cursor;
    }
  }

  #apply(change: ExperimentsChange): void {
    if (change.kind === 'snapshot') {
      this.experiments.clear();
      for (const view of change.experiments) this.#set(view);
      return;
    }
    if (change.kind === 'removed') this.experiments.delete(change.experiment.id);
    else this.#set(change.experiment);
    if (change.kind === 'changed' && change.event?.type === 'log') this.heard.push(change.event.message);
  }

  /** Steps only grow, so what shows fewer of them than before is older than what it follows. */
  #set(view: ExperimentView): void {
    const step = view.progress?.currentStep ?? -1;
    if (view.id === 'kept' && step < this.#lastStep) this.wentBack = true;
    if (view.id === 'kept') this.#lastStep = step;
    this.experiments.set(view.id, view);
  }
}

/** What must be equal in the end. */
export function stateOf(views: Iterable<ExperimentView>): string {
  const states = [...views].map(({ liveness: _1, lastSignalAt: _2, gap: _3, ...state }) => state);
  return JSON.stringify(states.sort((a, b) => (a.id < b.id ? -1 : 1)).map(sorted), (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, sorted(item)]));
}
