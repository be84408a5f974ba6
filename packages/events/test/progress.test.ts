import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeEvent, decodeStored, encodeEvent, progressUpdate } from '../src/index.js';
import { overTheWire } from './event-samples.js';

const wire = { version: 1, type: 'progress', experimentId: 'e', timestamp: 0 };

describe('progress', () => {
  it('derives percent from the steps', () => {
    expect(progressUpdate({ experimentId: 'e', currentStep: 50, totalSteps: 200 }).percent).toBe(25);
  });

  it('replaces a percent that contradicts the steps, on both sides and in the store', () => {
    const contradiction = { currentStep: 50, totalSteps: 200, percent: 99 };
    expect(progressUpdate({ experimentId: 'e', ...contradiction }).percent).toBe(25);
    expect(progressUpdate({ experimentId: 'e', ...contradiction, percent: 102.4 }).percent).toBe(25);
    expect(decodeEvent({ ...wire, ...contradiction })).toHaveProperty('percent', 25);
    expect(decodeStored('progress', { ...contradiction, updatedAt: 1 }).percent).toBe(25);
  });

  it('is 100 percent, not more, when a rollout passes the total', () => {
    expect(progressUpdate({ experimentId: 'e', currentStep: 2_048, totalSteps: 2_000 }).percent).toBe(100);
  });

  it('takes the percent of the publisher where the total is not known', () => {
    expect(progressUpdate({ experimentId: 'e', currentStep: 7, percent: 40 }).percent).toBe(40);
    expect(progressUpdate({ experimentId: 'e', currentStep: 7 }).percent).toBeUndefined();
  });

  it('derives the ETA from steps and rate, unless one is given', () => {
    const draft = { experimentId: 'e', currentStep: 50, totalSteps: 200, rate: 10 };
    expect(progressUpdate(draft).etaMs).toBe(15_000);
    expect(progressUpdate({ ...draft, etaMs: 9 }).etaMs).toBe(9);
    expect(progressUpdate({ ...draft, currentStep: 300 }).etaMs).toBe(0);
  });

  it.each([0, NaN, Infinity, undefined])('knows no ETA at a rate of %p', (rate) => {
    const event = progressUpdate({ experimentId: 'e', currentStep: 0, totalSteps: 200, rate, etaMs: Infinity });
    expect(event.etaMs).toBeUndefined();
  });

  it('is always 0 to 100 percent, and the same on both sides', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    const draft = fc.record({ currentStep: fc.nat(), totalSteps: fc.integer({ min: 1 }), percent });
    fc.assert(
      fc.property(draft, ({ currentStep, ...rest }) => {
        const event = progressUpdate({ experimentId: 'e', currentStep, ...rest });
        expect(event.percent).toBeCloseTo((100 * Math.min(currentStep, rest.totalSteps)) / rest.totalSteps, 9);
        expect(event.percent).toBeLessThanOrEqual(100);
        expect(decodeEvent(overTheWire(encodeEvent(event)))).toEqual(event);
      }),
      { seed: 11 },
    );
  });

  it.each([
    { currentStep: -1 },
    { currentStep: 1.5 },
    { currentStep: 2 ** 53 },
    { currentStep: '1' },
    { totalSteps: 0 },
    { totalSteps: null },
    { percent: 101, totalSteps: undefined },
    { percent: -1, totalSteps: undefined },
    { rate: -1 },
    { rate: 'NaN' },
    { etaMs: -1 },
    { epoch: -1 },
  ])('is refused with %p', (wrong) => {
    expect(() => decodeEvent({ ...wire, currentStep: 1, totalSteps: 2, ...wrong })).toThrow(/This is no valid progress event/);
  });
});
