import { describe, expect, it } from '@jest/globals';
import { resultOf } from './experiment/run-experiment.js';

/** Few steps on an easy market: the long test, learning-long.ts, covers the defaults. */
const brief = { totalSteps: 12_800, hyperParameters: { learningRate: 1e-3 } };

describe('learning in brief', () => {
  it('earns on bars it never saw where there is something to learn', () => {
    const { heldOut, baselines } = resultOf({ ...brief, market: { kind: 'synthetic', preset: 'easy', seed: 1 } });
    expect(heldOut.tStatistic).toBeGreaterThan(3);
    expect(heldOut.equity).toBeGreaterThan(Math.max(1, baselines.buyAndHold.equity, baselines.random.equity));
  });

  it('earns nothing significant on a random walk', () => {
    const { heldOut } = resultOf({ ...brief, market: { kind: 'synthetic', preset: 'control', seed: 1 } });
    expect(heldOut.tStatistic).toBeLessThan(2);
  });
});
