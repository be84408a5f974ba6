import { expect, it } from '@jest/globals';
import { ConflictError } from '@runwire/broker-core';
import { ExperimentNotFoundError, TrainingChannel } from '../src/index.js';
import { onEveryBroker, unique } from './on-every-broker.js';
import { inTime, iterate, takeUntil } from './take.js';

onEveryBroker('control', (stage) => {
  const channels = (): { trainer: TrainingChannel; viewer: TrainingChannel; id: string } => ({
    trainer: new TrainingChannel({ namespace: unique(), broker: stage.broker() }),
    viewer: new TrainingChannel({ broker: stage.broker() }),
    id: unique('exp'),
  });

  it('stops a run: its signal aborts, and the whole trail is told', async () => {
    const { trainer, viewer, id } = channels();
    await using run = await trainer.startRun(id);
    const request = await viewer.requestStop(id, { reason: 'enough' });
    const outcome = await inTime(request.outcome);
    expect(outcome).toMatchObject({ state: 'applied' });
    expect(run.signal.aborted).toBe(true);
    expect(run.signal.reason).toMatchObject({ message: 'enough' });
    const trail = [];
    for await (const { state } of request.trail()) trail.push(state);
    expect(trail).toEqual(['requested', 'received', 'applied']);
    await run.finish();
    expect(await trainer.getExperiment(id)).toMatchObject({
      status: 'cancelled',
      statusReason: 'enough',
      control: { action: 'stop', state: 'applied', reason: 'enough' },
    });
  });

  it('pauses at the pause point, and resumes', async () => {
    const { trainer, viewer, id } = channels();
    await using run = await trainer.startRun(id);
    await using watch = viewer.watchExperiment(id);
    const views = iterate(watch);
    const pausing = await viewer.requestPause(id);
    let steps = 0;
    const training = (async () => {
      for (; !run.signal.aborted; steps++) await run.pausePoint();
    })();
    expect(await inTime(pausing.outcome)).toMatchObject({ state: 'applied' });
    await takeUntil(views, ({ status }) => status === 'paused');
    const stepsPaused = steps;
    const resuming = await viewer.requestResume(id);
    expect(await inTime(resuming.outcome)).toMatchObject({ state: 'applied' });
    await takeUntil(views, ({ status }) => status === 'running');
    await takeUntil(iterate({ async *[Symbol.asyncIterator]() { for (;;) { await new Promise(setImmediate); yield steps; } } }), (now) => now > stepsPaused);
    await viewer.requestStop(id);
    await inTime(training);
    await run.finish();
  });

  it('stops a run that is paused', async () => {
    const { trainer, viewer, id } = channels();
    await using run = await trainer.startRun(id);
    const pausing = await viewer.requestPause(id);
    const training = (async () => {
      while (!run.signal.aborted) await run.pausePoint();
    })();
    await inTime(pausing.outcome);
    await viewer.requestStop(id);
    await inTime(training);
    await run.finish();
    expect(await trainer.getExperiment(id)).toMatchObject({ status: 'cancelled' });
  });

  it('rejects what the run cannot do, and says why', async () => {
    const { trainer, viewer, id } = channels();
    await using run = await trainer.startRun(id);
    expect(await inTime((await viewer.requestResume(id)).outcome)).toMatchObject({ state: 'rejected', reason: 'It is not paused.' });
    expect(await inTime((await viewer.requestCheckpoint(id)).outcome)).toMatchObject({ state: 'rejected', reason: 'This trainer saves no checkpoints.' });
    run.onCheckpoint(() => Promise.reject(new Error('disk full')));
    expect(await inTime((await viewer.requestCheckpoint(id)).outcome)).toMatchObject({ state: 'rejected', reason: 'disk full' });
    run.onCheckpoint(() => undefined);
    expect(await inTime((await viewer.requestCheckpoint(id)).outcome)).toMatchObject({ state: 'applied' });
    await run.complete();
  });

  it('expires when no trainer applies it in time, and a trainer that comes later does not obey', async () => {
    const { trainer, viewer, id } = channels();
    await trainer.createExperiment(id);
    const request = await viewer.requestStop(id, { timeoutMs: 50 });
    expect(await inTime(request.outcome)).toMatchObject({ state: 'expired' });
    await using run = await trainer.startRun(id, { resume: true });
    await run.pausePoint();
    expect(run.signal.aborted).toBe(false);
    await run.complete();
  });

  it('reaches a trainer that starts after the request', async () => {
    const { trainer, viewer, id } = channels();
    await trainer.createExperiment(id);
    const request = await viewer.requestStop(id, { reason: 'not needed' });
    await using run = await trainer.startRun(id, { resume: true });
    expect(await inTime(request.outcome)).toMatchObject({ state: 'applied' });
    expect(run.signal.aborted).toBe(true);
    await run.finish();
  });

  it('is refused for an experiment that does not exist or has ended', async () => {
    const { trainer, viewer, id } = channels();
    await expect(viewer.requestStop(id)).rejects.toThrow(ExperimentNotFoundError);
    const run = await trainer.startRun(id);
    await run.complete();
    await expect(viewer.requestStop(id)).rejects.toThrow(ConflictError);
    await expect(viewer.requestStop(id)).rejects.toThrow(/"completed"; nobody is left to stop it/);
  });
});
