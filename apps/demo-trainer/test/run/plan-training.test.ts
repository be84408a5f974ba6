import { describe, expect, it } from '@jest/globals';
import { PriceFileError } from '../../src/market/price-file-error.js';
import { PlanError } from '../../src/experiment/plan-error.js';
import { planTraining } from '../../src/run/plan-training.js';
import type { TrainingSettings } from '../../src/run/training-settings.js';

describe('planTraining', () => {
  it('plans one experiment with the defaults, and an id of its own', () => {
    const [first, ...others] = planTraining();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ name: 'default market, agent seed 1', plan: { seed: 1, totalSteps: 50_000 } });
    expect(first?.id).toMatch(/^ppo-[0-9a-z]{6}$/);
    expect(planTraining()[0]?.id).not.toBe(first?.id);
  });

  it('gives each of several experiments its own seed, on the same prices', () => {
    const experiments = planTraining({ marketBars: 3_000, experiments: 3, seed: 7, id: 'trial' });
    expect(experiments.map(({ id, plan }) => [id, plan.seed])).toEqual([['trial-1', 7], ['trial-2', 8], ['trial-3', 9]]);
    expect(new Set(experiments.map(({ series }) => series)).size).toBe(1);
  });

  it('sweeps over every combination, with every seed', () => {
    const experiments = planTraining({ marketBars: 3_000, experiments: 2, sweep: { learningRate: [1e-4, 1e-3], hidden: [8, 16] } });
    expect(experiments).toHaveLength(8);
    expect(experiments[1]).toMatchObject({ name: 'default market, learning-rate 0.0001, hidden 8, agent seed 2', plan: { seed: 2 } });
    expect(experiments[7]?.plan.hyperParameters).toMatchObject({ learningRate: 1e-3, hidden: 16 });
  });

  it('names each experiment by what sets it apart', () => {
    const names = (settings: TrainingSettings): string[] => planTraining({ marketBars: 3_000, ...settings }).map(({ name }) => name);
    expect(names({ experiments: 2 })).toEqual(['default market, agent seed 1', 'default market, agent seed 2']);
    expect(names({ sweep: { seed: [5] }, market: 'easy', marketSeed: 3 })).toEqual(['easy market (seed 3), agent seed 5']);
    expect(names({ sweep: { clip: [0.1, 0.3] } })).toEqual(['default market, clip 0.1', 'default market, clip 0.3']);
  });

  it('ruins the first experiment only', () => {
    expect(planTraining({ marketBars: 3_000, experiments: 2, nanAt: 500 }).map(({ plan }) => plan.nanAt)).toEqual([500, undefined]);
  });

  it.each([
    [{ experiments: 0 }, /experiments is 0; give a whole number from 1 to 64/],
    [{ experiments: 2, sweep: { hidden: Array.from({ length: 40 }, (_, at) => at + 1) } }, /These are 80 experiments; plan at most 64/],
    [{ steps: -5 }, /steps is -5; /],
    [{ id: 'a.b' }, /id is "a\.b"; give 1 to 128/],
    [{ data: 'prices.csv', market: 'easy' }, /data excludes market/],
    [{ lerningRate: 1 }, /lerningRate is unknown; did you mean learningRate\?/],
    [{ sweep: { colour: [1] } }, /sweep\.colour is unknown; choose from steps, seed/],
    [{ marketBars: 10 }, /marketBars is 10; give a whole number from 1000 to 250000/],
    [{ learningRate: -1 }, /: learningRate is -1; give a number above 0/],
    [{ heldOutShare: 0.9, episodeBars: 30_000 }, /has 32768 prices, but episodes of 30000 bars/],
  ])('refuses %j and says what is wrong', (settings, message) => {
    expect(() => planTraining(settings as object)).toThrow(PlanError);
    expect(() => planTraining(settings as object)).toThrow(message);
  });

  it('refuses a data file that is not there', () => {
    expect(() => planTraining({ data: 'no-such-file.csv' })).toThrow(PriceFileError);
  });
});
