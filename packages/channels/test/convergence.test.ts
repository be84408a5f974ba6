/** Whoever watches, from whenever on and however slowly, ends in the state that is stored; and hears each event once. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cursor } from '@runwire/broker-core';
import { TrainingChannel, type ExperimentsChange, type ExperimentView, type Watch } from '../src/index.js';
import { onEveryBroker, unique, type Stage } from './on-every-broker.js';
import { anyStep, perform, type Step } from './random-publishing.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';

const SEED = 20_260_101;
const WITHIN_MS = 15_000;

/** Takes a watch into a map, and notes the log lines heard. */
class Follower {
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
function stateOf(views: Iterable<ExperimentView>): string {
  const states = [...views].map(({ liveness: _1, lastSignalAt: _2, gap: _3, ...state }) => state);
  return JSON.stringify(states.sort((a, b) => (a.id < b.id ? -1 : 1)).map(sorted), (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, sorted(item)]));
}

async function runSchedule(stage: Stage, steps: readonly Step[], { lateAt, restAt, resumeAt, maxQueueSize, maxLength }: Schedule): Promise<void> {
  const namespace = unique();
  const policy = { maxLength, ttlMs: 60_000 };
  const channel = async (): Promise<TrainingChannel> => new TrainingChannel({ namespace, broker: await stage.connect(), history: { status: policy, progress: policy, metrics: policy, error: policy } });
  const publishers = [await channel(), await channel()] as const;
  const reader = await channel();
  await publishers[0].createExperiment('kept');
  const followers = [new Follower(reader, maxQueueSize), new Follower(await channel(), maxQueueSize)];
  const [fromStart, resumed] = followers as [Follower, Follower];
  await Promise.all(followers.map((follower) => follower.begun()));
  for (const [index, step] of steps.entries()) {
    if (index === lateAt) followers.push(new Follower(reader, maxQueueSize));
    if (index === restAt) await resumed.rest();
    if (index === resumeAt) resumed.resume();
    await perform(step, index, { publishers, server: stage.server() });
  }
  resumed.resume();
  await perform({ kind: 'log', id: 'kept', writer: 0, pause: 0 }, steps.length, { publishers, server: undefined });
  const stored = stateOf(await reader.listExperiments());
  try {
    for (const follower of followers) await waitUntil(() => stateOf(follower.experiments.values()) === stored, { withinMs: WITHIN_MS, what: 'a follower to reach the stored state' });
  } catch (error) {
    throw new Error(`stored ${stored}\n${followers.map(({ experiments }) => stateOf(experiments.values())).join('\n')}`, { cause: error });
  }
  const published = [...steps, { kind: 'log', id: 'kept' }].flatMap((step, index) => (step.kind === 'log' && step.id === 'kept' ? [`log ${String(index)}`] : []));
  for (const { heard } of [fromStart, resumed]) {
    await waitUntil(() => heard.includes(`log ${String(steps.length)}`), { withinMs: WITHIN_MS, what: 'the last log line' });
    expect(heard.filter((line) => published.includes(line))).toEqual(published);
  }
  await Promise.all(followers.map((follower) => follower.close()));
  expect(followers.map(({ wentBack }) => wentBack)).toEqual(followers.map(() => false));
}

interface Schedule {
  readonly lateAt: number;
  readonly restAt: number;
  readonly resumeAt: number;
  readonly maxQueueSize: number;
  /** Messages retained per topic, logs aside: what a slow watcher has missed may be gone. */
  readonly maxLength: number;
}

onEveryBroker('watchers', (stage) => {
  const at = fc.nat({ max: 60 });
  const schedule = fc.record({ lateAt: at, restAt: at, resumeAt: at, maxQueueSize: fc.integer({ min: 1, max: 4 }), maxLength: fc.constantFrom(1, 3, 1_000) });

  it(
    'from the start, late, and resumed from a cursor end in the stored state, and never show an older one after a newer',
    async () => {
      const runs = fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 60 }), schedule, (steps, plan) => runSchedule(stage, steps, plan));
      await fc.assert(runs, { seed: SEED, numRuns: stage.server() === undefined ? 60 : 10, endOnFailure: true });
    },
    300_000,
  );
});
