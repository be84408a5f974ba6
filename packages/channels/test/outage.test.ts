import { describe, expect, it } from '@jest/globals';
import { ClosedError, createMessageBroker, TimeoutError, type MessageBroker } from '@runwire/broker-core';
import { startRedis, type RedisServer } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { TrainingChannel, type TrainingRun } from '../src/index.js';
import { unique } from './on-every-broker.js';
import { iterate, next, takeUntil } from './take.js';

const connect = (server: RedisServer): Promise<MessageBroker> => createMessageBroker({ type: 'redis', redis: { host: server.host, port: server.port } });

describe('an outage of the broker', () => {
  it('does not stop the training, and leaves no hole: everything reported arrives once, in order', async () => {
    await using server = await startRedis({ appendonly: true });
    await using broker = await connect(server);
    await using viewing = await connect(server);
    const namespace = unique();
    const training = new TrainingChannel({ namespace, broker });
    await using watch = new TrainingChannel({ namespace, broker: viewing }).watchExperiments();
    const changes = iterate(watch);
    await next(changes);
    const run = await training.startRun('exp_1', { totalSteps: 30, progressEveryMs: 0, metricsEveryMs: 0 });
    report(run, 0, 10);
    await server.kill();
    report(run, 10, 20);
    await server.restart();
    report(run, 20, 30);
    await run.complete();
    expect(run.problems).toBe(0);

    const lines: string[] = [];
    const losses: number[] = [];
    await takeUntil(changes, (change) => {
      if (change.kind === 'changed' && change.event?.type === 'log') lines.push(change.event.message);
      if (change.kind === 'changed' && change.event?.type === 'metrics') losses.push(change.event.metrics['loss'] ?? NaN);
      return change.kind === 'changed' && change.experiment.status === 'completed' && lines.length === 30 && losses.length === 30;
    }, { withinMs: 20_000 });
    const steps = Array.from({ length: 30 }, (_, step) => step);
    expect(lines).toEqual(steps.map((step) => `step ${String(step)}`));
    expect(losses).toEqual(steps);
    expect(await training.getExperiment('exp_1')).toMatchObject({ progress: { currentStep: 29 }, metrics: { loss: 29 } });
    expect((await training.getMetricSeries('exp_1', { metric: 'loss' })).points.map(({ last }) => last)).toEqual(steps);
  });

  it('that loses everything is healed: the run creates its experiment anew and goes on', async () => {
    await using server = await startRedis();
    await using broker = await connect(server);
    const training = new TrainingChannel({ namespace: unique(), broker });
    await using run = await training.startRun('exp_1', { config: { seed: 7 } });
    await server.restart();
    await waitUntil(async () => (await training.getExperiment('exp_1'))?.status === 'running', { withinMs: 20_000, what: 'the experiment to be there again' });
    run.progress({ currentStep: 5 });
    await run.complete();
    expect(await training.getExperiment('exp_1')).toMatchObject({ status: 'completed', config: { seed: 7 }, progress: { currentStep: 5 } });
    expect(await training.listExperiments()).toHaveLength(1);
  });

  it('is not blamed on the trainer: while the viewer is cut off, a live run stays live', async () => {
    await using server = await startRedis({ appendonly: true });
    await using broker = await connect(server);
    const training = new TrainingChannel({ namespace: unique(), broker, staleAfterMs: 300, lostAfterMs: 900 });
    await using run = await training.startRun('exp_1', { heartbeatMs: 50 });
    await using watch = training.watchExperiment('exp_1');
    const seen: string[] = [];
    const following = (async () => {
      for await (const { liveness } of watch) seen.push(liveness);
    })();
    await waitUntil(() => seen.includes('live'), { withinMs: 5_000, what: 'the snapshot' });
    await server.kill();
    await waitUntil(() => broker.status.kind === 'reconnecting', { withinMs: 5_000, what: 'the connection to be lost' });
    const cutOffAt = performance.now();
    await waitUntil(() => performance.now() - cutOffAt > 1_500, { withinMs: 5_000, what: 'the outage to last' });
    await server.restart();
    const before = seen.length;
    await waitUntil(() => seen.length > before + 5, { withinMs: 20_000, what: 'heartbeats to arrive again' });
    await run.complete();
    await waitUntil(() => seen.includes('ended'), { withinMs: 10_000, what: 'the end' });
    await watch.close();
    await following;
    expect([...new Set(seen)]).toEqual(['live', 'ended']);
  });

  it('that outlasts the end of the run is told by complete(), within its time', async () => {
    await using server = await startRedis();
    await using broker = await connect(server);
    const training = new TrainingChannel({ namespace: unique(), broker });
    const run = await training.startRun('exp_1', { closeTimeoutMs: 300 });
    await server.kill();
    run.log('unheard');
    await expect(run.complete()).rejects.toThrow(/not taken by the broker within 3\d\d ms/);
    expect(run.problems).toBeGreaterThan(0);
    expect(run.unsent).toBe(2);
    await expect(run.flush()).rejects.toThrow(ClosedError);
  });

  it('is cut short by a cancel that has less time than the end under way', async () => {
    await using server = await startRedis();
    await using broker = await connect(server);
    const training = new TrainingChannel({ namespace: unique(), broker });
    const run = await training.startRun('exp_1', { closeTimeoutMs: 60_000 });
    await server.kill();
    const ends = [run.complete(), run.cancel('interrupted', { timeoutMs: 100 })];
    for (const end of ends) await expect(end).rejects.toThrow(TimeoutError);
  });

  it('holds a flush back until what was reported before it is taken', async () => {
    await using server = await startRedis({ appendonly: true });
    await using broker = await connect(server);
    const training = new TrainingChannel({ namespace: unique(), broker });
    await using run = await training.startRun('exp_1', { metricsEveryMs: 60_000 });
    run.metrics({ loss: 2 }, { step: 1 });
    await server.kill();
    run.metrics({ loss: 1 }, { step: 2 });
    let isFlushed = false;
    const flushing = run.flush().then(() => (isFlushed = true));
    await waitUntil(() => broker.status.kind === 'reconnecting', { withinMs: 5_000, what: 'the connection to be lost' });
    expect(isFlushed).toBe(false);
    await server.restart();
    await flushing;
    expect(await training.getExperiment('exp_1')).toMatchObject({ step: 2, metrics: { loss: 1 } });
    await run.complete();
  });
});

function report(run: TrainingRun, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    run.log(`step ${String(step)}`);
    run.metrics({ loss: step }, { step });
    run.progress({ currentStep: step });
  }
}
