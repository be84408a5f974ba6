import { describe, expect, it } from '@jest/globals';
import type { Checkpoint } from '../../src/experiment/checkpoint.js';
import type { ExperimentEvent } from '../../src/experiment/experiment-event.js';
import { planExperiment } from '../../src/experiment/experiment-plan.js';
import { loadMarket } from '../../src/experiment/load-market.js';
import { trainInThread, type ThreadOptions } from '../../src/worker/train-in-thread.js';
import { shortPlan } from '../experiment/run-experiment.js';

const never = new AbortController().signal;

function train(change: object = {}, options: Partial<ThreadOptions> = {}): AsyncGenerator<ExperimentEvent, void> {
  const plan = planExperiment({ ...shortPlan, ...change });
  return trainInThread({ plan, series: loadMarket(plan.market) }, { signal: never, ...options });
}

describe('trainInThread', () => {
  it('ends after the result', async () => {
    const kinds: string[] = [];
    for await (const { kind } of train()) kinds.push(kind);
    expect(kinds.at(-1)).toBe('result');
    expect(kinds.filter((kind) => kind === 'update')).toHaveLength(3);
  });

  it('throws what the experiment threw, with name, code and stack', async () => {
    const training = (async () => {
      for await (const { kind } of train({ nanAt: 0 })) expect(kind).not.toBe('result');
    })();
    await expect(training).rejects.toMatchObject({ name: 'DivergenceError', code: 'DIVERGED' });
    await expect(training).rejects.toHaveProperty('stack', expect.stringContaining('experiment.js'));
  });

  it('ends in the middle of the work when aborted, without an error', async () => {
    const stop = new AbortController();
    const enormous = { totalSteps: 1_000_000, hyperParameters: { hidden: 1_024, rolloutSteps: 65_536 } };
    const timer = setTimeout(() => stop.abort(), 300);
    const startedAt = performance.now();
    for await (const event of train(enormous, { signal: stop.signal })) expect(event.kind).toBe('progress');
    clearTimeout(timer);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('gives the checkpoint of each update, after its event', async () => {
    const steps: number[] = [];
    const onCheckpoint = ({ trainer }: Checkpoint): void => void steps.push(trainer.step);
    for await (const event of train({}, { onCheckpoint })) if (event.kind === 'update') expect(steps).not.toContain(event.step);
    expect(steps).toEqual([512, 1_024, 1_500]);
  });
});
