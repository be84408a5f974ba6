import { expect, it } from '@jest/globals';
import { ConflictError } from '@runwire/broker-core';
import { TrainingChannel } from '../src/index.js';
import { onEveryBroker, unique } from './on-every-broker.js';

onEveryBroker('a training run', (stage) => {
  const channel = (): TrainingChannel => new TrainingChannel({ namespace: unique(), broker: stage.broker() });
  const events = async (training: TrainingChannel, field: string): Promise<Record<string, unknown>[]> => {
    const messages = [];
    for await (const { data } of stage.broker().history<Record<string, unknown>>(training.topic(`experiment.exp_1.${field}`))) messages.push(data);
    return messages;
  };

  it('merges progress and metrics that come fast, and never loses the last', async () => {
    const training = channel();
    await using run = await training.startRun('exp_1', { totalSteps: 1_000, progressEveryMs: 60_000, metricsEveryMs: 60_000 });
    for (let step = 1; step <= 1_000; step++) {
      run.progress({ currentStep: step });
      run.metrics(step % 2 === 0 ? { even: step } : { odd: step }, { step });
    }
    await run.complete({ summary: 'done' });
    expect((await events(training, 'progress')).map(({ currentStep }) => currentStep)).toEqual([1_000]);
    expect(await events(training, 'metrics')).toHaveLength(2);
    expect(await training.getExperiment('exp_1')).toMatchObject({
      status: 'completed',
      progress: { currentStep: 1_000, percent: 100 },
      metrics: { odd: 999, even: 1_000 },
      step: 1_000,
      result: { summary: 'done' },
    });
  });

  it('sends every log line and error, in order', async () => {
    const training = channel();
    await using run = await training.startRun('exp_1');
    const lines = Array.from({ length: 200 }, (_, index) => `line ${String(index)}`);
    for (const line of lines) run.log(line);
    run.error(new Error('odd'));
    await run.complete();
    expect((await events(training, 'log')).map(({ message }) => message)).toEqual(lines);
    expect(await events(training, 'error')).toMatchObject([{ fatal: false, error: { message: 'odd' } }]);
  });

  it('becomes failed, with the error, when its training throws', async () => {
    const training = channel();
    const diverged = new RangeError('the loss is NaN');
    await expect(training.run('exp_1', {}, () => Promise.reject(diverged))).rejects.toBe(diverged);
    expect(await training.getExperiment('exp_1')).toMatchObject({ status: 'failed', statusReason: 'the loss is NaN', error: { fatal: true, error: { name: 'RangeError' } } });
    expect(await training.run('exp_2', {}, () => Promise.resolve(42))).toBe(42);
    expect(await training.getExperiment('exp_2')).toMatchObject({ status: 'completed' });
  });

  it('becomes failed when its block is left without an end', async () => {
    const training = channel();
    {
      await using run = await training.startRun('exp_1');
      run.log('about to leave');
    }
    expect(await training.getExperiment('exp_1')).toMatchObject({ status: 'failed', log: { message: 'about to leave' }, error: { fatal: true } });
  });

  it('is continued by a restarted trainer, from where it was', async () => {
    const training = channel();
    const first = await training.startRun('exp_1');
    first.metrics({ loss: 1 }, { step: 10 });
    await training.publishStatus('exp_1', 'stopping');
    const restarted = new TrainingChannel({ namespace: training.namespace, broker: stage.broker() });
    await expect(restarted.startRun('exp_1')).rejects.toThrow(ConflictError);
    await using second = await restarted.startRun('exp_1', { resume: true });
    second.metrics({ loss: 0.5 }, { step: 20 });
    await second.complete();
    await expect(restarted.startRun('exp_1', { resume: true })).rejects.toThrow(/"completed" and cannot be continued/);
    expect((await training.getMetricSeries('exp_1', { metric: 'loss' })).points.map(({ step }) => step)).toEqual([10, 20]);
    await expect(first.complete()).rejects.toThrow(/"completed" and cannot become "completed"/);
  });

  it('counts and reports what is refused, and trains on', async () => {
    const training = channel();
    const problems: unknown[] = [];
    await using run = await training.startRun('exp_1', { onProblem: (error) => problems.push(error) });
    run.progress({ currentStep: -1 });
    run.metrics({ '': 1 });
    run.log('fine');
    await run.complete();
    expect(run.problems).toBe(2);
    expect(problems).toMatchObject([{ code: 'INVALID_EVENT' }, { code: 'INVALID_EVENT' }]);
  });

  it('has its final status as its last word: what a trainer reports after the end was begun is counted, and dropped', async () => {
    const training = channel();
    await using run = await training.startRun('exp_1', { progressEveryMs: 60_000 });
    for (const currentStep of [1, 2]) run.progress({ currentStep });
    run.log('in time');
    const ending = run.cancel('enough');
    run.progress({ currentStep: 3 });
    run.metrics({ loss: 1 });
    run.log('late');
    run.error(new Error('late'));
    await ending;
    run.log('later');
    await run.flush();
    expect([run.late, run.problems]).toEqual([5, 0]);
    expect(await training.getExperiment('exp_1')).toMatchObject({ status: 'cancelled', metrics: {}, progress: { currentStep: 2 }, log: { message: 'in time' } });
    const told = (await Promise.all(['progress', 'metrics', 'log', 'error'].map((field) => events(training, field)))).flat();
    const end = (await events(training, 'status')).at(-1);
    expect(Math.max(...told.map(({ timestamp }) => Number(timestamp)))).toBeLessThanOrEqual(Number(end?.['timestamp']));
  });

  it('estimates rate and time left', async () => {
    const training = channel();
    await using run = await training.startRun('exp_1', { totalSteps: 100, progressEveryMs: 0 });
    run.progress({ currentStep: 1 });
    await new Promise(setImmediate);
    run.progress({ currentStep: 50 });
    await run.complete();
    const progress = (await training.getExperiment('exp_1'))?.progress;
    expect(progress?.rate).toBeGreaterThan(0);
    expect(progress?.etaMs).toBeGreaterThan(0);
  });

  it('carries in each event the trace in which it was reported, not that in which it is sent', async () => {
    const trace = (step: number): string => `00-${'a'.repeat(32)}-${String(step).padStart(16, '0')}-01`;
    let step = 1;
    const training = new TrainingChannel({ namespace: unique(), broker: stage.broker(), traceContext: () => ({ traceparent: trace(step), tracestate: 'vendor=1' }) });
    await using run = await training.startRun('exp_1');
    for (step = 2; step <= 4; step++) run.log(`step ${String(step)}`);
    await run.complete();
    expect((await events(training, 'log')).map(({ traceparent, tracestate }) => [traceparent, tracestate])).toEqual([2, 3, 4].map((reported) => [trace(reported), 'vendor=1']));
    expect((await events(training, 'status')).map(({ traceparent }) => traceparent)).toEqual([undefined, trace(1), trace(5)]);
  });
});
