import { describe, expect, it } from '@jest/globals';
import { planExperiment } from '../../src/experiment/experiment-plan.js';
import { loadMarket } from '../../src/experiment/load-market.js';
import { ExperimentThread } from '../../src/worker/experiment-thread.js';
import type { WorkerAnswer, WorkerInput } from '../../src/worker/worker-protocol.js';
import { isUpdate, openExperiment, shortPlan } from '../experiment/run-experiment.js';

function input(change: object = {}): WorkerInput {
  const plan = planExperiment({ ...shortPlan, ...change });
  return { plan, series: loadMarket(plan.market) };
}

/** Everything that the thread answers until its experiment has ended. */
async function drain(thread: ExperimentThread): Promise<WorkerAnswer[]> {
  const answers: WorkerAnswer[] = [];
  for (;;) {
    const answer = await thread.next({ wantsCheckpoint: true });
    answers.push(answer);
    if (answer.kind === 'failed' || answer.event.kind === 'result') return answers;
  }
}

const lossesOf = (events: readonly { readonly metrics: object }[]): unknown[] =>
  events.map(({ metrics }) => Object.entries(metrics).filter(([name]) => name !== 'time/fps'));

describe('ExperimentThread', () => {
  it('gives the very values that the experiment gives without a thread', async () => {
    await using thread = ExperimentThread.start(input());
    const events = (await drain(thread)).flatMap((answer) => (answer.kind === 'event' ? [answer.event] : []));
    const here = [...openExperiment(shortPlan).events()];
    expect(lossesOf(events.filter(isUpdate))).toEqual(lossesOf(here.filter(isUpdate)));
    expect(events.at(-1)).toEqual(here.at(-1));
  });

  it('continues from a checkpoint that it gave', async () => {
    await using first = ExperimentThread.start(input());
    const answers = await drain(first);
    const checkpoint = answers.flatMap((answer) => (answer.kind === 'event' && answer.checkpoint ? [answer.checkpoint] : []))[0];
    if (checkpoint === undefined) throw new Error('no checkpoint came');
    expect(checkpoint.trainer.step).toBe(512);
    await using second = ExperimentThread.start({ ...input(), checkpoint });
    expect((await drain(second)).at(-1)).toEqual(answers.at(-1));
  });

  it('tells what broke, after the metrics that show it', async () => {
    await using thread = ExperimentThread.start(input({ nanAt: 0 }));
    const answers = await drain(thread);
    expect(answers.at(-1)).toMatchObject({ kind: 'failed', error: { name: 'DivergenceError', code: 'DIVERGED' } });
    expect(answers.at(-1)).toMatchObject({ error: { stack: expect.stringContaining('experiment.js') } });
    expect(answers.at(-2)).toMatchObject({ event: { kind: 'update' } });
  });

  it('rejects, and does not hang, when the thread is ended', async () => {
    const thread = ExperimentThread.start(input({ totalSteps: 1_000_000 }));
    await thread.next({ wantsCheckpoint: false });
    const next = thread.next({ wantsCheckpoint: false });
    await Promise.all([expect(next).rejects.toThrow(/thread has ended/), thread[Symbol.asyncDispose]()]);
    await expect(thread.next({ wantsCheckpoint: false })).rejects.toThrow(/thread has ended/);
  });

  it('rejects with what kept the thread from starting', async () => {
    await using thread = ExperimentThread.start({ ...input(), series: { name: 'short', prices: new Float64Array(3), barsPerYear: 252 } });
    await expect(thread.next({ wantsCheckpoint: false })).rejects.toThrow(/"short" has 3 prices/);
  });
});
