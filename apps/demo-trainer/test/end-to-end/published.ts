import type { MessageBroker } from '@runwire/broker-core';
import { decodeEvent, isTerminal, type EventType, type ExperimentStatus, type TrainingEvent } from '@runwire/events';
import { expect } from '@jest/globals';

export const NAMESPACE = 'ppo_training';

interface Published {
  readonly topic: string;
  readonly offset: number | undefined;
  /** Milliseconds, on the broker's clock. */
  readonly timestamp: number;
  readonly event: TrainingEvent;
}

type EventOf<Type extends EventType> = Extract<TrainingEvent, { type: Type }>;

/** Everything that was published of one experiment, oldest first. */
export class PublishedExperiment {
  readonly all: readonly Published[];

  private constructor(all: readonly Published[]) {
    this.all = all;
  }

  static async read(broker: MessageBroker, id: string): Promise<PublishedExperiment> {
    const all: Published[] = [];
    for await (const { topic, offset, timestamp, data } of broker.history(`${NAMESPACE}.experiment.${id}.*`)) {
      all.push({ topic, offset, timestamp, event: decodeEvent(data) });
    }
    return new PublishedExperiment(all);
  }

  events<Type extends EventType>(type: Type): readonly EventOf<Type>[] {
    return this.all.flatMap(({ event }) => (isOf(event, type) ? [event] : []));
  }

  get statuses(): readonly ExperimentStatus[] {
    return this.events('status').map(({ status }) => status);
  }

  get metricSteps(): readonly number[] {
    return this.events('metrics').map(({ step }) => step ?? -1);
  }

  /** What must hold of every experiment that has ended, however it went. */
  expectOrderly(): void {
    this.#expectOffsetsWithoutHoles();
    expectAscending(this.metricSteps, 'metrics');
    expectNotFalling(this.events('progress').map(({ currentStep }) => currentStep));
    const { statuses } = this;
    expect(statuses.slice(0, 2)).toEqual(['created', 'running']);
    expect(statuses.filter((status) => isTerminal(status))).toEqual([statuses.at(-1)]);
    const told = this.all.filter(({ event }) => ['progress', 'metrics', 'log', 'error'].includes(event.type));
    const end = this.all.findLast(({ event }) => event.type === 'status');
    expect(Math.max(...told.map(({ timestamp }) => timestamp))).toBeLessThanOrEqual(end?.timestamp ?? 0);
  }

  #expectOffsetsWithoutHoles(): void {
    const next = new Map<string, number>();
    for (const { topic, offset } of this.all) {
      if (topic.endsWith('.heartbeat')) continue; // only the last few are retained
      const expected = next.get(topic) ?? 1;
      expect({ topic, offset }).toEqual({ topic, offset: expected });
      next.set(topic, expected + 1);
    }
  }
}

function isOf<Type extends EventType>(event: TrainingEvent, type: Type): event is EventOf<Type> {
  return event.type === type;
}

function expectAscending(steps: readonly number[], what: string): void {
  const bad = steps.filter((step, at) => at > 0 && step <= (steps[at - 1] ?? 0));
  expect({ what, bad }).toEqual({ what, bad: [] });
}

function expectNotFalling(steps: readonly number[]): void {
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
}

/** The steps at which an experiment has an update, when none is missing. */
export function updateSteps(totalSteps: number, rolloutSteps = 512): number[] {
  const count = Math.ceil(totalSteps / rolloutSteps);
  return Array.from({ length: count }, (_, at) => Math.min(totalSteps, (at + 1) * rolloutSteps));
}
