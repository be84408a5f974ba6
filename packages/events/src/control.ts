/** What a trainer can be asked to do. */
export const CONTROL_ACTIONS = ['stop', 'pause', 'resume', 'checkpoint'] as const;

/** What a trainer is asked to do. `stop`: end in good order, with what was learned so far kept. */
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

/** Where a control request is on its trail. */
export const CONTROL_STATES = ['requested', 'received', 'applied', 'rejected', 'expired'] as const;

/** `requested` by a viewer, `received` by the trainer, and in the end `applied`, `rejected` or `expired`. */
export type ControlState = (typeof CONTROL_STATES)[number];

/** The legal steps of the trail. A trainer that is quick may skip `received`. */
export const CONTROL_TRANSITIONS: Readonly<Record<ControlState, readonly ControlState[]>> = {
  requested: ['received', 'applied', 'rejected', 'expired'],
  received: ['applied', 'rejected', 'expired'],
  applied: [],
  rejected: [],
  expired: [],
};

/** Whether `to` may follow `from` on the trail of a request. */
export function canAcknowledge(from: ControlState, to: ControlState): boolean {
  return CONTROL_TRANSITIONS[from].includes(to);
}
