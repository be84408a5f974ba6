/* global AbortController */
import { getEventListeners } from 'node:events';

import { settledHeap } from '../../harness/heap.mjs';

const CYCLES = 10_000;
/** As many as are measured: what V8 compiles meanwhile would count as left behind. */
const WARM_UP = CYCLES;

/** Subscribes and closes 10,000 times with one abort signal: time and heap per cycle, listeners left on the signal. */
export async function measure(contender) {
  const bus = contender.connect();
  const { signal } = new AbortController();
  for (let cycle = 0; cycle < WARM_UP; cycle++) await bus.cycle(signal);
  const before = await settledHeap();
  const started = performance.now();
  for (let cycle = 0; cycle < CYCLES; cycle++) await bus.cycle(signal);
  const spentMs = performance.now() - started;
  const leftBytes = ((await settledHeap()) - before) / CYCLES;
  await bus.cycle(signal);
  return { cycleUs: (spentMs * 1_000) / CYCLES, leftBytes, listeners: getEventListeners(signal, 'abort').length };
}
