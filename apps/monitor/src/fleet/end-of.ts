import type { ExperimentView, TrainingChannel } from '@runwire/channels';
import { runStateOf, type RunState } from './run-state.js';

/** How an experiment ended, or that its trainer is lost. */
export interface End {
  readonly state: RunState;
  readonly reason: string | undefined;
}

const ENDS: readonly RunState[] = ['completed', 'failed', 'cancelled', 'lost'];

/** Waits for the end of an experiment, also one that came before; `undefined` when the signal came first. @throws ExperimentNotFoundError */
export async function endOf(channel: TrainingChannel, id: string, signal: AbortSignal): Promise<End | undefined> {
  await using watch = channel.watchExperiment(id, { signal });
  for await (const view of watch) {
    const end = endIn(view);
    if (end !== undefined) return end;
  }
  return undefined;
}

function endIn(view: ExperimentView): End | undefined {
  const state = runStateOf(view);
  return ENDS.includes(state) ? { state, reason: view.statusReason } : undefined;
}
