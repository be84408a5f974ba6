import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of what is still reachable in the heap. */
export async function liveHeap(): Promise<number> {
  for (const round of [1, 2, 3]) {
    await new Promise((resolve) => setTimeout(resolve, round));
    collect();
  }
  return process.memoryUsage().heapUsed;
}
