/** What the process ends with. Stable: scripts branch on it. */
export const EXIT_CODES = {
  ok: 0,
  failed: 1,
  usage: 2,
  cancelled: 3,
  unknown: 4,
  noBroker: 5,
  lost: 6,
  timeout: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
