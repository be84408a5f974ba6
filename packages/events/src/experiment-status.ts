/** Every status an experiment can have, in the usual order of a life. */
export const EXPERIMENT_STATUSES = [
  'created',
  'running',
  'paused',
  'stopping',
  'completed',
  'failed',
  'cancelled',
  'lost',
] as const;

/**
 * Where an experiment is in its life. `stopping`: asked to end, still finishing. `lost`: no sign of life from the
 * trainer; somebody else's verdict, taken back when the trainer returns.
 */
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

/** The legal transitions: from each status to the statuses that may follow it. A returning trainer may be anywhere. */
export const STATUS_TRANSITIONS: Readonly<Record<ExperimentStatus, readonly ExperimentStatus[]>> = {
  created: ['running', 'stopping', 'failed', 'cancelled', 'lost'],
  running: ['paused', 'stopping', 'completed', 'failed', 'cancelled', 'lost'],
  paused: ['running', 'stopping', 'failed', 'cancelled', 'lost'],
  stopping: ['completed', 'failed', 'cancelled', 'lost'],
  completed: [],
  failed: [],
  cancelled: [],
  lost: ['created', 'running', 'paused', 'stopping', 'completed', 'failed', 'cancelled'],
};

/** Whether `to` may follow `from`. A status does not follow itself: announcing it again is no transition. */
export function canTransition(from: ExperimentStatus, to: ExperimentStatus): boolean {
  return STATUS_TRANSITIONS[from].includes(to);
}

/** Whether the life is over: nothing may follow `completed`, `failed` and `cancelled`. `lost` is not terminal. */
export function isTerminal(status: ExperimentStatus): boolean {
  return STATUS_TRANSITIONS[status].length === 0;
}
