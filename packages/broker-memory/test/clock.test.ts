import { describe, expect, it } from '@jest/globals';
import { createClock } from '../src/clock.js';

describe('createClock', () => {
  it('reads once while the wall clock stands, and anew when it moves either way or is not asked', () => {
    const clock = createClock();
    const first = clock(1_000);
    expect(clock(1_000)).toBe(first);
    const second = clock(1_001);
    expect(second).toBeGreaterThan(first);
    const third = clock();
    expect(third).toBeGreaterThan(second);
    const back = clock(500);
    expect(back).toBeGreaterThan(third);
    expect(clock(500)).toBe(back);
  });
});
