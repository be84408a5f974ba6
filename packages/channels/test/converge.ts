import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { MessageBroker } from '@runwire/broker-core';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { TrainingChannel } from '../src/index.js';
import { Follower, stateOf } from './follower.js';
import { unique } from './on-every-broker.js';
import { anyStep, perform, type Scene, type Step } from './random-publishing.js';

const SEED = 20_260_101;
const WITHIN_MS = 15_000;

/** Where it happens. */
export interface ConvergenceStage {
  /** Another connection to the same broker. */
  readonly connect: () => Promise<MessageBroker>;
  readonly cut: Scene['cut'];
}

interface Schedule {
  readonly lateAt: number;
  readonly restAt: number;
  readonly resumeAt: number;
  readonly maxQueueSize: number;
  /** Messages retained per topic, logs aside: what a slow watcher has missed may be gone. */
  readonly maxLength: number;
}

async function runSchedule({ connect, cut }: ConvergenceStage, steps: readonly Step[], { lateAt, restAt, resumeAt, maxQueueSize, maxLength }: Schedule): Promise<void> {
  const namespace = unique();
  const policy = { maxLength, ttlMs: 60_000 };
  const channel = async (): Promise<TrainingChannel> => new TrainingChannel({ namespace, broker: await connect(), history: { status: policy, progress: policy, metrics: policy, error: policy } });
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
    await perform(step, index, { publishers, cut });
  }
  resumed.resume();
  await perform({ kind: 'log', id: 'kept', writer: 0, pause: 0 }, steps.length, { publishers, cut });
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

const at = fc.nat({ max: 60 });
const anySchedule = fc.record({ lateAt: at, restAt: at, resumeAt: at, maxQueueSize: fc.integer({ min: 1, max: 4 }), maxLength: fc.constantFrom(1, 3, 1_000) });

/** Runs random schedules of publishing, watching and cuts. */
export async function assertConvergence(stage: ConvergenceStage, numRuns: number): Promise<void> {
  const runs = fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 60 }), anySchedule, (steps, plan) => runSchedule(stage, steps, plan));
  await fc.assert(runs, { seed: SEED, numRuns, endOnFailure: true });
}
