import { describe, expect, it } from '@jest/globals';
import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { planTraining } from '../../src/run/plan-training.js';
import { runTraining } from '../../src/run/run-training.js';
import type { TrainingOptions } from '../../src/run/training-options.js';
import type { TrainingOutcome } from '../../src/run/training-outcome.js';
import type { TrainingSettings } from '../../src/run/training-settings.js';
import type { TrainingUpdate } from '../../src/run/training-update.js';
import { NAMESPACE, PublishedExperiment, updateSteps } from './published.js';

const brief: TrainingSettings = { id: 'run', steps: 1_500, epochs: 2, marketBars: 4_000 };

/** A training on a memory broker, to its end. */
class Stage implements AsyncDisposable {
  readonly broker = new MemoryBroker();
  readonly channel = new TrainingChannel({ namespace: NAMESPACE, broker: this.broker });
  readonly updates: TrainingUpdate[] = [];

  run(settings: TrainingSettings, options: Partial<TrainingOptions> = {}): Promise<TrainingOutcome> {
    const onUpdate = (update: TrainingUpdate): void => void this.updates.push(update);
    return runTraining(planTraining({ ...brief, ...settings }), { channel: this.channel, onUpdate, ...options });
  }

  published(id = 'run'): Promise<PublishedExperiment> {
    return PublishedExperiment.read(this.broker, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.broker.close();
  }
}

describe('runTraining', () => {
  it('publishes an experiment from created to completed, with nothing missing', async () => {
    await using stage = new Stage();
    const outcome = await stage.run({});
    expect(outcome.status).toBe('completed');
    const published = await stage.published();
    published.expectOrderly();
    expect(published.statuses).toEqual(['created', 'running', 'completed']);
    expect(published.metricSteps).toEqual(updateSteps(1_500));
    expect(published.events('progress').at(-1)).toMatchObject({ currentStep: 1_500, totalSteps: 1_500, percent: 100 });
    expect(published.events('log').length).toBeGreaterThan(0);
    expect(published.events('heartbeat').length).toBeGreaterThan(0);
  });

  it('stores plan and result, the held-out judgement beside the baselines', async () => {
    await using stage = new Stage();
    await stage.run({});
    const record = await stage.channel.getExperiment('run');
    expect(record).toMatchObject({ name: 'default market, agent seed 1', status: 'completed', config: { totalSteps: 1_500 } });
    expect(record?.result).toMatchObject({
      summary: expect.stringContaining('buy and hold'),
      steps: 1_500,
      metrics: { 'held_out/equity': expect.any(Number), 'baseline/buy_and_hold': expect.any(Number), 'baseline/random': expect.any(Number) },
    });
  });

  it('lets one experiment diverge for real while the others finish', async () => {
    await using stage = new Stage();
    const outcome = await stage.run({ experiments: 2, nanAt: 600 });
    expect(outcome.experiments.map(({ status }) => status)).toEqual(['failed', 'completed']);
    expect(outcome.status).toBe('failed');
    const published = await stage.published('run-1');
    published.expectOrderly();
    expect(published.statuses.at(-1)).toBe('failed');
    const values = Object.values(published.events('metrics').at(-1)?.metrics ?? {});
    expect(values.some((value) => !Number.isFinite(value))).toBe(true);
    expect(published.events('error').at(-1)).toMatchObject({ fatal: true, error: { name: 'DivergenceError', code: 'DIVERGED', stack: expect.stringContaining('experiment.js') } });
    (await stage.published('run-2')).expectOrderly();
  });

  it('cancels all when its signal is aborted', async () => {
    await using stage = new Stage();
    const stop = new AbortController();
    const onUpdate = ({ kind }: TrainingUpdate): void => {
      if (kind === 'metrics') stop.abort('SIGINT');
    };
    const outcome = await stage.run({ experiments: 2, steps: 1_000_000 }, { signal: stop.signal, onUpdate });
    expect(outcome).toMatchObject({ status: 'cancelled', experiments: [{ reason: expect.stringContaining('SIGINT') }, {}] });
    for (const id of ['run-1', 'run-2']) {
      const published = await stage.published(id);
      published.expectOrderly();
      expect(published.statuses.at(-1)).toBe('cancelled');
    }
  });

  it('is not disturbed by what whoever watches throws, and rejects with it in the end', async () => {
    await using stage = new Stage();
    const onUpdate = (): void => {
      throw new Error('the screen broke');
    };
    await expect(stage.run({}, { onUpdate })).rejects.toThrow('the screen broke');
    expect((await stage.published()).statuses.at(-1)).toBe('completed');
  });

  it('tells whoever watches what happens, in order', async () => {
    await using stage = new Stage();
    await stage.run({});
    const kinds = stage.updates.map(({ kind }) => kind);
    expect(kinds[0]).toBe('started');
    expect(kinds.filter((kind) => kind === 'metrics')).toHaveLength(3);
    expect(kinds.at(-1)).toBe('ended');
  });
});

describe('control', () => {
  it('stops an experiment on request, and says so', async () => {
    await using stage = new Stage();
    const training = stage.run({ steps: 1_000_000 });
    await running(stage);
    const request = await stage.channel.requestStop('run', { reason: 'enough' });
    expect(await request.outcome).toMatchObject({ state: 'applied' });
    expect(await training).toMatchObject({ status: 'cancelled' });
    const published = await stage.published();
    published.expectOrderly();
    expect(published.statuses).toEqual(['created', 'running', 'stopping', 'cancelled']);
  });

  it('stands still while paused, and goes on when resumed', async () => {
    await using stage = new Stage();
    const training = stage.run({ steps: 6_000 });
    await running(stage);
    await expectApplied(stage.channel.requestPause('run'));
    const before = (await stage.published()).metricSteps.length;
    await waitUntil(() => stage.updates.some(({ kind }) => kind === 'paused'), { withinMs: 5_000, what: 'the pause to be shown' });
    await expectApplied(stage.channel.requestResume('run'));
    expect(before).toBeLessThan(12);
    expect(await training).toMatchObject({ status: 'completed' });
    const published = await stage.published();
    published.expectOrderly();
    expect(published.statuses).toEqual(['created', 'running', 'paused', 'running', 'completed']);
    expect(published.metricSteps).toEqual(updateSteps(6_000));
    expect(stage.updates.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['paused', 'resumed']));
  });

  it('can be stopped while it is paused', async () => {
    await using stage = new Stage();
    const training = stage.run({ steps: 1_000_000 });
    await running(stage);
    await expectApplied(stage.channel.requestPause('run'));
    await expectApplied(stage.channel.requestStop('run'));
    expect(await training).toMatchObject({ status: 'cancelled' });
  });
});

async function running(stage: Stage): Promise<void> {
  for await (const { metrics } of stage.channel.watchExperiment('run')) if (Object.keys(metrics).length > 0) return;
}

async function expectApplied(asking: ReturnType<TrainingChannel['requestPause']>): Promise<void> {
  const request = await asking;
  expect(await request.outcome).toMatchObject({ state: 'applied' });
}
