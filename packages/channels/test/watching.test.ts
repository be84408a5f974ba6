import { expect, it } from '@jest/globals';
import { ExperimentNotFoundError, TrainingChannel } from '../src/index.js';
import { onEveryBroker, unique } from './on-every-broker.js';
import { inTime, iterate, next, take, takeUntil } from './take.js';

onEveryBroker('watching', (stage) => {
  const channel = (namespace?: string): TrainingChannel => new TrainingChannel({ namespace, broker: stage.broker() });

  it('tells the snapshot first, then the whole view after every change', async () => {
    const training = channel(unique());
    await training.createExperiment('exp_1');
    await training.publishProgress('exp_1', { currentStep: 1, totalSteps: 4 });
    await using watch = training.watchExperiment('exp_1');
    const views = iterate(watch);
    expect(await next(views)).toMatchObject({ status: 'created', progress: { currentStep: 1 }, liveness: 'waiting' });
    await training.publishStatus('exp_1', 'running');
    await training.publishProgress('exp_1', { currentStep: 2, totalSteps: 4 });
    expect(await next(views)).toMatchObject({ status: 'running', progress: { currentStep: 1 }, liveness: 'live' });
    expect(await next(views)).toMatchObject({ status: 'running', progress: { currentStep: 2, percent: 50 } });
    expect(await training.deleteExperiment('exp_1')).toBe(true);
    expect(await inTime(views.next())).toEqual({ done: true, value: undefined });
  });

  it('ends the watch of an experiment that does not exist with an error', async () => {
    const views = iterate(channel(unique()).watchExperiment('exp_1'));
    await expect(inTime(views.next())).rejects.toThrow(ExperimentNotFoundError);
  });

  it('tells all experiments, and each that comes, changes and goes', async () => {
    const training = channel(unique());
    await training.createExperiment('a');
    await using watch = channel().watchExperiments({ namespace: training.namespace });
    const changes = iterate(watch);
    expect(await next(changes)).toMatchObject({ kind: 'snapshot', experiments: [{ id: 'a' }] });
    await training.createExperiment('b');
    await training.publishMetrics('a', { loss: 3 });
    await training.deleteExperiment('a');
    expect(await take(changes, 3)).toMatchObject([
      { kind: 'changed', experiment: { id: 'b', status: 'created' }, event: { type: 'status' } },
      { kind: 'changed', experiment: { id: 'a', metrics: { loss: 3 } }, event: { type: 'metrics' } },
      { kind: 'removed', experiment: { id: 'a' } },
    ]);
  });

  it('goes on from a cursor with every event since, none twice', async () => {
    const training = channel(unique());
    await training.createExperiment('a');
    await using first = training.watchExperiments();
    const changes = iterate(first);
    await next(changes);
    await training.publishLog('a', 'one');
    expect(await next(changes)).toMatchObject({ event: { message: 'one' } });
    const { cursor } = first;
    await first.close();
    await training.publishLog('a', 'two');
    await using second = training.watchExperiments({}, { from: cursor });
    const later = iterate(second);
    expect(await next(later)).toMatchObject({ kind: 'snapshot', experiments: [{ log: { message: 'two' } }] });
    await training.publishLog('a', 'three');
    expect(await take(later, 2)).toMatchObject([{ event: { message: 'two' } }, { event: { message: 'three' } }]);
  });

  it('reports what arrives broken, and skips it', async () => {
    const broken: unknown[] = [];
    const namespace = unique();
    const training = new TrainingChannel({ namespace, broker: stage.broker(), onInvalid: (arrival) => broken.push(arrival) });
    await training.createExperiment('a');
    await using logs = training.subscribeToLogUpdates('a');
    await logs.ready;
    const topic = `${namespace}.experiment.a.log`;
    await stage.broker().publish(topic, { type: 'log', nonsense: true });
    await stage.broker().publish(topic, 'no event');
    await training.publishLog('a', 'right');
    expect(await next(iterate(logs))).toMatchObject({ type: 'log', message: 'right' });
    expect(training.invalidCount).toBe(2);
    expect(broken).toMatchObject([{ address: topic }, { address: topic, data: 'no event' }]);
  });

  it('hands on typed events with their message, in order', async () => {
    const training = channel(unique());
    await training.createExperiment('a');
    await using metrics = channel().subscribeToMetricsUpdates('a');
    await metrics.ready;
    for (const step of [1, 2, 3]) await training.publishMetrics('a', { loss: -Infinity }, { step });
    const delivered = await take(iterate(metrics.messages()), 3);
    expect(delivered.map(({ event, offset, topic }) => [event.step, event.metrics['loss'], offset, topic])).toEqual([1, 2, 3].map((n) => [n, -Infinity, n, `${training.namespace}.experiment.a.metrics`]));
  });

  it('hears of the broker closing, and of an abort', async () => {
    const training = channel(unique());
    const abort = new AbortController();
    await using errors = training.subscribeToErrors(undefined, { signal: abort.signal });
    await errors.ready;
    abort.abort();
    expect(await inTime(iterate(errors).next())).toMatchObject({ done: true });
    expect(await errors.closed).toEqual({ kind: 'aborted' });
  });

  it('shows a silent trainer as stale, then lost, and takes it back', async () => {
    const training = new TrainingChannel({ namespace: unique(), broker: stage.broker(), staleAfterMs: 150, lostAfterMs: 400 });
    await training.createExperiment('a');
    await training.publishStatus('a', 'running');
    await using watch = training.watchExperiment('a');
    const views = iterate(watch);
    await takeUntil(views, ({ liveness }) => liveness === 'stale');
    await takeUntil(views, ({ liveness }) => liveness === 'lost');
    expect((await training.getExperiment('a'))?.liveness).toBe('lost');
    await training.publishHeartbeat('a');
    await takeUntil(views, ({ liveness }) => liveness === 'live');
    await training.publishStatus('a', 'completed');
    await takeUntil(views, ({ liveness }) => liveness === 'ended');
  });

  it('reads the curve downsampled to the last value and the range of each bucket', async () => {
    const training = channel(unique());
    await training.createExperiment('a');
    const values = [1, 5, 2, NaN, 7, 3];
    for (const [step, value] of values.entries()) await training.publishMetrics('a', { loss: value, other: 0 }, { step });
    const { points } = await training.getMetricSeries('a', { metric: 'loss', maxPoints: 2 });
    expect(points).toMatchObject([
      { step: 2, last: 2, min: 1, max: 5, count: 3, nonFinite: 0 },
      { step: 5, last: 3, min: 3, max: 7, count: 3, nonFinite: 1 },
    ]);
    expect(await training.getMetricNames('a')).toEqual(['loss', 'other']);
    expect((await training.getAllMetricSeries('a')).map(({ metric }) => metric)).toEqual(['loss', 'other']);
    expect((await training.getMetricSeries('a', { metric: 'loss' })).points).toHaveLength(6);
  });
});
