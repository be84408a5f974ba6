import { setImmediate as turn } from 'node:timers/promises';

/** Bytes on the heap after everything that can go is gone. Needs `--expose-gc`. */
export async function settledHeap() {
  for (let pass = 0; pass < 4; pass++) {
    await turn();
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}
