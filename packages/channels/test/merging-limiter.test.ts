import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { MergingLimiter } from '../src/merging-limiter.js';
import { StepRate } from '../src/step-rate.js';

const add = (before: number, latest: number): number => before + latest;

describe('a merging limiter', () => {
  it('lets the first through at once, and all that follows in one', async () => {
    const through: number[] = [];
    const limiter = new MergingLimiter(50, add, (value) => void through.push(value));
    for (let index = 0; index < 10; index++) limiter.offer(1);
    expect(through).toEqual([1]);
    await waitUntil(() => through.length === 2, { withinMs: 2_000, what: 'the merged value' });
    expect(through).toEqual([1, 9]);
  });

  it('loses nothing of a loop that never yields', () => {
    const through: number[] = [];
    const limiter = new MergingLimiter(5, add, (value) => void through.push(value));
    const end = performance.now() + 40;
    let offered = 0;
    for (; performance.now() < end; offered++) limiter.offer(1);
    limiter.flush();
    expect(through.length).toBeGreaterThan(1);
    expect(through.reduce(add, 0)).toBe(offered);
  });

  it('lets what is due go out with something else, and nothing before its time', () => {
    const through: number[] = [];
    const limiter = new MergingLimiter(30, add, (value) => void through.push(value));
    for (let index = 0; index < 3; index++) limiter.offer(1);
    limiter.join();
    expect(through).toEqual([1]);
    const end = performance.now() + 31;
    while (performance.now() < end);
    limiter.join();
    limiter.join();
    expect(through).toEqual([1, 2]);
  });

  it('lets all through when there is no limit', () => {
    const through: number[] = [];
    const limiter = new MergingLimiter(0, add, (value) => void through.push(value));
    for (const value of [1, 2, 3]) limiter.offer(value);
    expect(through).toEqual([1, 2, 3]);
  });
});

describe('the rate of steps', () => {
  it('is known from the second sample on, and follows slowly', () => {
    const rate = new StepRate();
    expect(rate.sample(0, 0)).toBeUndefined();
    expect(rate.sample(100, 1_000)).toBeCloseTo(100);
    expect(rate.sample(300, 2_000)).toBeGreaterThan(100);
    expect(rate.sample(300, 2_000)).toBeLessThan(200);
  });

  it('does not count a pause, nor steps that went back', () => {
    const rate = new StepRate();
    rate.sample(0, 0);
    rate.sample(100, 1_000);
    rate.pause();
    expect(rate.sample(100, 60_000)).toBeCloseTo(100);
    expect(rate.sample(50, 61_000)).toBeCloseTo(100);
    expect(rate.sample(150, 62_000)).toBeCloseTo(100);
  });
});
