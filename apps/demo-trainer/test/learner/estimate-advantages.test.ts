import { describe, expect, it } from '@jest/globals';
import { estimateAdvantages } from '../../src/learner/estimate-advantages.js';
import { Rollout } from '../../src/learner/rollout.js';

function rolloutOf(steps: readonly { reward: number; value: number; ends?: boolean; valueAfterEnd?: number }[]): Rollout {
  const rollout = new Rollout(steps.length, 1);
  for (const step of steps) {
    rollout.add({ action: 0, logProbability: 0, ends: false, valueAfterEnd: 0, ...step });
  }
  return rollout;
}

describe('estimateAdvantages', () => {
  it('sums discounted surprises back through time', () => {
    const rollout = rolloutOf([{ reward: 1, value: 2 }, { reward: 3, value: 4 }]);
    estimateAdvantages(rollout, 5, { gamma: 0.5, lambda: 0.1 });
    const last = 3 + 0.5 * 5 - 4;
    const first = 1 + 0.5 * 4 - 2 + 0.5 * 0.1 * last;
    expect([...rollout.advantages]).toEqual([first, last]);
    expect([...rollout.returns]).toEqual([first + 2, last + 4]);
  });

  it('with lambda 1 makes returns the discounted rewards and the final value', () => {
    const rollout = rolloutOf([{ reward: 1, value: 7 }, { reward: 1, value: -3 }, { reward: 1, value: 9 }]);
    estimateAdvantages(rollout, 8, { gamma: 0.5, lambda: 1 });
    expect(rollout.returns[0]).toBeCloseTo(1 + 0.5 + 0.25 + 8 / 8, 12);
  });

  it('lets nothing flow across the end of an episode, and continues a cut-off one with its own value', () => {
    const rollout = rolloutOf([{ reward: 1, value: 0, ends: true, valueAfterEnd: 6 }, { reward: 100, value: 50 }]);
    estimateAdvantages(rollout, 1_000, { gamma: 0.5, lambda: 1 });
    expect(rollout.advantages[0]).toBe(1 + 0.5 * 6);
  });
});
