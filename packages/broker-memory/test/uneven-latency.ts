import { setImmediate as immediate } from 'node:timers/promises';
import type { Latency } from './faulty-backend.js';

/** A backend that answers now at once, now some turns of the event loop later: always in the same sequence. */
export function createUnevenLatency(): Latency {
  let calls = 0;
  return async () => {
    calls++;
    for (let turns = (calls * 7) % 5; turns > 1; turns--) await immediate();
  };
}
