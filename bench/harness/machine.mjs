import { availableParallelism, loadavg } from 'node:os';

/** What the figures were measured on, and whether the machine had other work: then only ratios mean something, and not all of them. */
export function describeMachine() {
  const cores = availableParallelism();
  const [load] = loadavg();
  const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cores} cores; load average at the end ${load.toFixed(1)}.`;
  return load <= cores ? machine : `${machine} **The machine was shared with other work: absolute figures are inflated; measure again on a quiet one before quoting any.**`;
}
