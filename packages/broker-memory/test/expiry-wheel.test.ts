import { describe, expect, it } from '@jest/globals';
import { ExpiryWheel } from '../src/expiry-wheel.js';

describe('ExpiryWheel', () => {
  it('tells a name once its time is over, within a second, and once', () => {
    const wheel = new ExpiryWheel();
    wheel.add('a', 5_500);
    wheel.add('b', 7_200);
    expect(wheel.takeDue(5_499)).toEqual([]);
    expect(wheel.takeDue(6_000)).toEqual(['a']);
    expect(wheel.takeDue(100_000)).toEqual(['b']);
    expect(wheel.isEmpty).toBe(true);
  });

  it('files a name under the time that was told last, earlier or later', () => {
    const wheel = new ExpiryWheel();
    wheel.add('later', 1_000);
    wheel.add('later', 50_000);
    wheel.add('earlier', 50_000);
    wheel.add('earlier', 1_000);
    expect(wheel.takeDue(10_000)).toEqual(['earlier']);
    expect(wheel.takeDue(60_000)).toEqual(['later']);
  });

  it('forgets a deleted name', () => {
    const wheel = new ExpiryWheel();
    wheel.add('a', 1_000);
    wheel.delete('a');
    wheel.delete('never there');
    expect(wheel.isEmpty).toBe(true);
    expect(wheel.takeDue(10_000)).toEqual([]);
  });

  it('finds what is filed before what it has passed already', () => {
    const wheel = new ExpiryWheel();
    wheel.add('a', 1_000);
    wheel.takeDue(30_000);
    wheel.add('b', 40_000);
    wheel.add('late', 20_000);
    expect(wheel.takeDue(30_000)).toEqual(['late']);
  });
});
