import type { Liveness } from '@runwire/channels';
import type { ExperimentStatus } from '@runwire/events';

/** What a person is told about a run: its status, unless the trainer has fallen silent. */
export type RunState = ExperimentStatus | 'stale';

export interface RunStateFace {
  readonly icon: string;
  readonly word: RunState;
  /** What colour it is told in; never the colour alone. */
  readonly tone: 'muted' | 'accent' | 'ok' | 'warn' | 'error' | 'stale';
}

const FACES: Readonly<Record<RunState, RunStateFace>> = {
  created: { icon: '○', word: 'created', tone: 'muted' },
  running: { icon: '●', word: 'running', tone: 'accent' },
  paused: { icon: '‖', word: 'paused', tone: 'warn' },
  stopping: { icon: '◐', word: 'stopping', tone: 'warn' },
  completed: { icon: '✓', word: 'completed', tone: 'ok' },
  failed: { icon: '✗', word: 'failed', tone: 'error' },
  cancelled: { icon: '⊘', word: 'cancelled', tone: 'muted' },
  stale: { icon: '◌', word: 'stale', tone: 'stale' },
  lost: { icon: '!', word: 'lost', tone: 'stale' },
};

/** Every state, in the usual order of a life. */
export const RUN_STATES = Object.keys(FACES) as readonly RunState[];

/** The state a run is in, from its stored status and the signs of life of its trainer. One that was given up for lost does not become merely stale. */
export function runStateOf({ status, liveness }: { readonly status: ExperimentStatus; readonly liveness: Liveness }): RunState {
  if (status === 'lost') return status;
  if (liveness === 'stale' || liveness === 'lost') return liveness;
  return status;
}

/** Icon, word and tone of a state. */
export function faceOf(state: RunState): RunStateFace {
  return FACES[state];
}
