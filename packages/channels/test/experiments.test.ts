import { expect, it, jest } from '@jest/globals';
import { ConflictError } from '@runwire/broker-core';
import { AmbiguousExperimentError, ExperimentNotFoundError, TrainingChannel } from '../src/index.js';
import { onEveryBroker, unique } from './on-every-broker.js';

onEveryBroker('experiments', (stage) => {
  const channel = (namespace?: string): TrainingChannel => new TrainingChannel({ namespace, broker: stage.broker() });

  it('are created once: an existing id is a conflict', async () => {
    const training = channel(unique());
    const record = await training.createExperiment('exp_1', { config: { learningRate: 3e-4 }, name: 'First', tags: ['a'] });
    expect(record).toMatchObject({ id: 'exp_1', namespace: training.namespace, status: 'created', config: { learningRate: 3e-4 }, name: 'First', tags: ['a'], metrics: {} });
    await expect(training.createExperiment('exp_1')).rejects.toThrow(ConflictError);
    await expect(training.createExperiment('exp_1')).rejects.toThrow(`"${training.namespace}/exp_1" exists already`);
    expect(await training.getExperiment('exp_1')).toMatchObject({ ...record, liveness: 'waiting' });
  });

  it('are created once, also by many at once', async () => {
    const training = channel(unique());
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => training.createExperiment('exp_1')));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('have in their record what every publish said last', async () => {
    const training = channel(unique());
    await training.createExperiment('exp_1');
    await training.publishStatus('exp_1', 'running', { reason: 'go' });
    await training.publishProgress('exp_1', { currentStep: 500, totalSteps: 10_000, epoch: 2 });
    await training.publishMetrics('exp_1', { loss: NaN, reward: 1 }, { step: 400 });
    await training.publishMetrics('exp_1', { reward: 2 }, { step: 500 });
    await training.publishLog('exp_1', 'hello', { level: 'warn', fields: { a: 1 } });
    await training.publishError('exp_1', new TypeError('odd'));
    await training.publishHeartbeat('exp_1', { intervalMs: 1_000 });
    expect(await training.getExperiment('exp_1')).toMatchObject({
      status: 'running',
      statusReason: 'go',
      progress: { currentStep: 500, totalSteps: 10_000, epoch: 2, percent: 5 },
      metrics: { loss: NaN, reward: 2 },
      step: 500,
      log: { message: 'hello', level: 'warn', fields: { a: 1 } },
      error: { error: { name: 'TypeError', message: 'odd' }, fatal: false },
      heartbeatIntervalMs: 1_000,
      liveness: 'live',
    });
  });

  it('pass only through legal states: an illegal transition tells both', async () => {
    const training = channel(unique());
    await training.createExperiment('exp_1');
    await training.publishStatus('exp_1', 'running');
    await training.publishStatus('exp_1', 'completed', { result: { summary: 'good', metrics: { reward: 9 } } });
    await expect(training.publishStatus('exp_1', 'running')).rejects.toThrow(/is "completed" and cannot become "running"/);
    expect(await training.getExperiment('exp_1')).toMatchObject({ status: 'completed', result: { summary: 'good' }, liveness: 'ended' });
    await expect(training.publishStatus('exp_2', 'running')).rejects.toThrow(ExperimentNotFoundError);
  });

  it('lose no update of two writers that do not wait', async () => {
    const namespace = unique();
    const even = new TrainingChannel({ namespace, broker: await stage.connect() });
    const odd = new TrainingChannel({ namespace, broker: await stage.connect() });
    await channel(namespace).createExperiment('exp_1');
    const publishes = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? even : odd).publishMetrics('exp_1', { [`m${String(index)}`]: index }));
    await Promise.all(publishes);
    const experiment = await channel(namespace).getExperiment('exp_1');
    expect(experiment?.metrics).toEqual(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${String(index)}`, index])));
  });

  it('are moved on by one of two who try the same', async () => {
    const namespace = unique();
    const [one, other] = [channel(namespace), channel(namespace)];
    await one.createExperiment('exp_1');
    await one.publishStatus('exp_1', 'running');
    const outcomes = await Promise.allSettled([one.publishStatus('exp_1', 'completed'), other.publishStatus('exp_1', 'failed')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('take an event once that is published twice with one id', async () => {
    const training = channel(unique());
    await training.createExperiment('exp_1');
    const first = await training.publishStatus('exp_1', 'running', { id: 'mine' });
    const again = await training.publishStatus('exp_1', 'running', { id: 'mine' });
    expect([first.duplicate, again.duplicate]).toEqual([false, true]);
    const metrics = [await training.publishMetrics('exp_1', { a: 1 }, { id: 'm1' }), await training.publishMetrics('exp_1', { a: 1 }, { id: 'm1' })];
    expect(metrics.map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect(await training.getMetricSeries('exp_1', { metric: 'a' })).toMatchObject({ points: [{ last: 1 }] });
  });

  it('are found by their id in any namespace; the same id in two is an error that names both', async () => {
    const [first, second] = [channel(unique('one')), channel(unique('two'))];
    const [id, twice] = [unique('exp'), unique('exp')];
    await first.createExperiment(id);
    await first.createExperiment(twice);
    await second.createExperiment(twice);
    const dashboard = channel();
    expect(await dashboard.getExperiment(id)).toMatchObject({ id, namespace: first.namespace });
    await expect(dashboard.getExperiment(twice)).rejects.toThrow(AmbiguousExperimentError);
    await expect(dashboard.getExperiment(twice)).rejects.toThrow(new RegExp(`${first.namespace}/${twice}.*${second.namespace}/${twice}|${second.namespace}/${twice}.*${first.namespace}/${twice}`));
    expect(await dashboard.getExperiment('nobody')).toBeUndefined();
    expect(await second.getExperiment(id)).toBeUndefined();
  });

  it('are listed newest first, by namespace, status and time, and forgotten when deleted', async () => {
    const training = channel(unique());
    for (const id of ['a', 'b', 'c']) {
      await training.createExperiment(id);
      await training.publishHeartbeat(id);
    }
    await training.publishStatus('b', 'running');
    const ids = async (query = {}): Promise<string[]> => (await training.listExperiments(query)).map(({ id }) => id);
    expect([...(await ids())].sort()).toEqual(['a', 'b', 'c']);
    expect(await ids({ status: 'running' })).toEqual(['b']);
    expect(await ids({ limit: 2 })).toHaveLength(2);
    expect(await ids({ since: training.now() + 10_000 })).toEqual([]);
    expect((await channel().listExperiments({ namespace: training.namespace })).length).toBe(3);
    expect(await training.deleteExperiment('b')).toBe(true);
    expect(await training.deleteExperiment('b')).toBe(false);
    expect([...(await ids())].sort()).toEqual(['a', 'c']);
    expect(await training.getExperiment('b')).toBeUndefined();
  });

  it('are listed at the cost of the result: of those in other namespaces nothing is read, nor of other keys', async () => {
    const broker = await stage.connect();
    const other = channel(unique());
    for (let count = 0; count < 20; count++) await other.createExperiment(unique('other'));
    const training = new TrainingChannel({ namespace: unique(), broker });
    for (const id of ['a', 'b', 'c']) await training.createExperiment(id);
    const [keys, getMany] = [jest.spyOn(broker.store, 'keys'), jest.spyOn(broker.store, 'getMany')];
    expect(await training.listExperiments()).toHaveLength(3);
    expect(keys.mock.calls).toEqual([['runwire:experiments:*']]);
    expect(new Set(getMany.mock.calls.map(([[key = '']]) => key.split(':')[0]))).toEqual(new Set([training.namespace]));
    expect(getMany.mock.calls).toHaveLength(3);
    jest.restoreAllMocks();
  });

  it('are in the namespace "training" when the channel has none', async () => {
    const id = unique('exp');
    const everywhere = channel();
    expect(await everywhere.createExperiment(id)).toMatchObject({ id, namespace: 'training' });
    expect(await stage.broker().store.get(`training:experiment:${id}:status`)).toMatchObject({ status: 'created' });
  });

  it('begin anew when their id is used again: nothing of the earlier one is left', async () => {
    const training = channel(unique());
    await training.createExperiment('a');
    await training.publishMetrics('a', { loss: 1 });
    await training.publishProgress('a', { currentStep: 5 });
    await training.deleteExperiment('a');
    await training.createExperiment('a');
    expect(await training.getExperiment('a')).toMatchObject({ status: 'created', metrics: {} });
    expect((await training.getExperiment('a'))?.progress).toBeUndefined();
    expect((await training.getMetricSeries('a', { metric: 'loss' })).points).toEqual([]);
    await training.publishMetrics('a', { loss: 2 });
    expect((await training.getMetricSeries('a', { metric: 'loss' })).points).toMatchObject([{ last: 2 }]);
  });

  it('prune an index entry that points to nothing', async () => {
    const training = channel(unique());
    await training.createExperiment('a');
    await stage.broker().store.delete(training.key('experiment', 'a', 'record'));
    expect(await training.listExperiments()).toEqual([]);
    const keys = [];
    for await (const key of stage.broker().store.keys('runwire:experiments:a:*')) if (key.includes(training.namespace)) keys.push(key);
    expect(keys).toEqual([]);
  });

  it('are mended by the next event when somebody stored nonsense', async () => {
    const broken: string[] = [];
    const training = new TrainingChannel({ namespace: unique(), broker: stage.broker(), onInvalid: ({ address }) => broken.push(address) });
    await training.createExperiment('a');
    await training.publishMetrics('a', { loss: 1 });
    for (const field of ['metrics', 'progress']) await stage.broker().store.set(training.key('experiment', 'a', field), { nonsense: true });
    expect(await training.getExperiment('a')).toMatchObject({ status: 'created', metrics: {} });
    expect(broken.sort()).toEqual([training.key('experiment', 'a', 'metrics'), training.key('experiment', 'a', 'progress')]);
    await training.publishMetrics('a', { loss: 2 });
    await training.publishProgress('a', { currentStep: 3 });
    expect(await training.getExperiment('a')).toMatchObject({ metrics: { loss: 2 }, progress: { currentStep: 3 } });
  });

  it('must be there to be published to: one that was never created, or is deleted, is told by id and namespace', async () => {
    const training = channel(unique());
    const publishes = (id: string): readonly Promise<unknown>[] => [
      training.publishProgress(id, { currentStep: 1 }),
      training.publishMetrics(id, { loss: 1 }),
      training.publishMetrics(id, { loss: 2 }),
      training.publishLog(id, 'hello'),
      training.publishError(id, new Error('odd')),
      training.publishStatus(id, 'running'),
    ];
    const assertNotFound = async (): Promise<void> => {
      const outcomes = await Promise.allSettled(publishes('a'));
      const reasons: unknown[] = outcomes.map((outcome): unknown => (outcome.status === 'rejected' ? outcome.reason : outcome));
      for (const reason of reasons) expect(reason).toBeInstanceOf(ExperimentNotFoundError);
      expect(String(reasons[0])).toContain(`There is no experiment "a" in the namespace "${training.namespace}"`);
    };
    await assertNotFound();
    expect(await training.getExperiment('a')).toBeUndefined();
    await training.createExperiment('a');
    await Promise.all(publishes('a'));
    expect(await training.getExperiment('a')).toMatchObject({ status: 'running', progress: { currentStep: 1 }, metrics: { loss: 2 }, log: { message: 'hello' } });
    await training.deleteExperiment('a');
    await assertNotFound();
  });

  it('cost one look at the first publish to a field, and none in steady state', async () => {
    const broker = await stage.connect();
    const training = new TrainingChannel({ namespace: unique(), broker });
    await training.createExperiment('a');
    const get = jest.spyOn(broker.store, 'get');
    for (let step = 0; step < 5; step++) await training.publishMetrics('a', { loss: step });
    expect(get.mock.calls.map(([key]) => key)).toEqual([training.key('experiment', 'a', 'metrics'), training.key('experiment', 'a', 'record')]);
    jest.restoreAllMocks();
  });

  it('are published with data as it was at the call', async () => {
    const training = channel(unique());
    const config = { seed: 1 };
    const creating = training.createExperiment('a', { config });
    config.seed = 2;
    await creating;
    const metrics = { loss: 1 };
    const publishing = training.publishMetrics('a', metrics);
    metrics.loss = 2;
    await publishing;
    expect(await training.getExperiment('a')).toMatchObject({ config: { seed: 1 }, metrics: { loss: 1 } });
  });

  it('arrive in the order of the calls, awaited or not', async () => {
    const training = channel(unique());
    await training.createExperiment('a');
    await Promise.all(Array.from({ length: 100 }, (_, step) => training.publishProgress('a', { currentStep: step })));
    const steps: unknown[] = [];
    for await (const { data } of stage.broker().history<{ currentStep: number }>(training.topic('experiment.a.progress'))) steps.push(data.currentStep);
    expect(steps).toEqual(Array.from({ length: 100 }, (_, step) => step));
  });
});
