import type { RunState } from '../fleet/run-state.js';

const OVER: readonly RunState[] = ['completed', 'failed', 'cancelled'];

/** Whether nothing more is to be expected of a run. */
export function isOver({ state }: { readonly state: RunState }): boolean {
  return OVER.includes(state);
}
