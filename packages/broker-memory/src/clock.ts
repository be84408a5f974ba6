import { performance } from 'node:perf_hooks';

/**
 * Monotonic milliseconds. Told what the wall clock shows, it answers to the millisecond: of all the messages taken within
 * one, only the first pays for a reading.
 */
export type Clock = (wall?: number) => number;

export function createClock(): Clock {
  let last: number | undefined;
  let now = 0;
  return (wall) => {
    if (wall === undefined || wall !== last) {
      last = wall;
      now = performance.now();
    }
    return now;
  };
}
