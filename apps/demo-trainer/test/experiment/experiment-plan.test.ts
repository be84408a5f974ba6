import { describe, expect, it } from '@jest/globals';
import { planExperiment } from '../../src/experiment/experiment-plan.js';

describe('planExperiment', () => {
  it('fills in the defaults', () => {
    expect(planExperiment()).toEqual({
      seed: 1,
      market: { kind: 'synthetic', preset: 'default', seed: 1, bars: 32_768 },
      totalSteps: 50_000,
      episodeBars: 256,
      costPips: 0.5,
      heldOutShare: 0.25,
      hyperParameters: {
        learningRate: 3e-4, hidden: 32, rolloutSteps: 512, minibatch: 64, epochs: 10, gamma: 0.95, lambda: 0.95,
        clip: 0.2, valueWeight: 0.5, entropyWeight: 0, maxGradientNorm: 0.5,
      },
    });
  });

  it.each([
    [{ totalSteps: 0 }, 'totalSteps is 0; give a whole number from 1 to 100000000.'],
    [{ hyperParameters: { learningRate: -1 } }, 'hyperParameters.learningRate is -1; give a number above 0.'],
    [{ hyperParameters: { gamma: 1.5 } }, 'hyperParameters.gamma is 1.5; give a number from 0 to 1.'],
    [{ hyperParameters: { hidden: 2.5 } }, 'hyperParameters.hidden is 2.5; give a whole number from 1 to 1024.'],
    [{ seed: Number.NaN }, 'seed is NaN; give a whole number.'],
    [{ nanAt: 60_000 }, 'nanAt is 60000, beyond the last step; give at most 50000.'],
    [{ market: { kind: 'synthetic', bars: 10 } }, 'market.bars is 10; give a whole number from 1000 to 250000.'],
    [{ seed: 1.5, episodeBars: 1 }, 'seed is 1.5; give a whole number; episodeBars is 1; give'],
  ] as const)('refuses %j and names the setting', (input, message) => {
    expect(() => planExperiment(input)).toThrow(message);
  });
});
