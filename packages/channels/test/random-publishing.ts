import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { BrokerError, ConflictError } from '@runwire/broker-core';
import { EXPERIMENT_STATUSES } from '@runwire/events';
import { ExperimentNotFoundError, type TrainingChannel } from '../src/index.js';

/** `kept` is never deleted. */
const id = fc.constantFrom('kept', 'kept', 'other');
const writer = fc.constantFrom(0, 1);
const pause = fc.nat({ max: 3 });
const value = fc.oneof(fc.integer(), fc.constant(NaN), fc.constant(Infinity));

/** One thing that happens. Which of two connections does it, and how many turns of the event loop come after it. */
export const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('metrics' as const), id, writer, pause, metrics: fc.dictionary(fc.constantFrom('loss', 'reward', 'kl'), value, { minKeys: 1 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('progress' as const), id, writer, pause }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('log' as const), id, writer, pause }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('status' as const), id, writer, pause, status: fc.constantFrom(...EXPERIMENT_STATUSES.filter((status) => status !== 'created')) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('error' as const), id, writer, pause }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create' as const), id: fc.constant('other'), writer, pause }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), id: fc.constant('other'), writer, pause }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), id, writer, pause, connections: fc.constantFrom('pubsub' as const, 'normal' as const) }) },
);

export type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

export interface Scene {
  readonly publishers: readonly [TrainingChannel, TrainingChannel];
  /** Cuts the connections of one kind, where there are any. */
  readonly cut: (connections: 'pubsub' | 'normal') => Promise<unknown>;
}

/** Does it, and does it again with the same event id while the connection is away. What is illegal then is refused, and that is fine. */
export async function perform(step: Step, index: number, { publishers, cut }: Scene): Promise<void> {
  const channel = publishers[step.writer === 0 ? 0 : 1];
  if (step.kind === 'cut') await cut(step.connections);
  else await untilTaken(() => act(channel, step, index));
  for (let turns = 0; turns < step.pause; turns++) await turn();
}

function act(channel: TrainingChannel, step: Exclude<Step, { kind: 'cut' }>, index: number): Promise<unknown> {
  const options = { id: `event-${String(index)}` };
  switch (step.kind) {
    case 'metrics':
      return channel.publishMetrics(step.id, step.metrics, { ...options, step: index });
    case 'progress':
      return channel.publishProgress(step.id, { currentStep: index }, options);
    case 'log':
      return channel.publishLog(step.id, `log ${String(index)}`, options);
    case 'status':
      return channel.publishStatus(step.id, step.status, options);
    case 'error':
      return channel.publishError(step.id, new Error(`error ${String(index)}`), options);
    case 'create':
      return channel.createExperiment(step.id);
    case 'delete':
      return channel.deleteExperiment(step.id);
  }
}

async function untilTaken(publish: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await publish();
      return;
    } catch (error) {
      if (error instanceof ConflictError || error instanceof ExperimentNotFoundError) return;
      if (!(error instanceof BrokerError && error.retryable)) throw error;
      await turn();
    }
  }
}
