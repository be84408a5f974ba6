/** What the process ends with. Stable: scripts branch on it. */
export const EXIT_CODES = {
  /** Every experiment completed, or was stopped on request. */
  ok: 0,
  /** An experiment failed, or the broker cannot be reached. */
  failed: 1,
  /** Wrong flags, settings or files. */
  usage: 2,
  /** SIGINT or SIGTERM. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
