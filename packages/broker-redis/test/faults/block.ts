/** Blocks the event loop of this process: until something is so, or for so many milliseconds. */
export function block(forMs: number, until: () => boolean = () => false): void {
  const endsAt = performance.now() + forMs;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  while (performance.now() < endsAt && !until()) Atomics.wait(sleeper, 0, 0, Math.min(50, forMs));
}
