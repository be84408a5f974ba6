import type { ConsoleOutput } from '../console/training-console.js';

/** What the program has of the world around it. */
export interface CliContext {
  readonly stdout: ConsoleOutput;
  readonly stderr: ConsoleOutput;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the process is asked to end; the reason says by what, such as `SIGINT`. */
  readonly signal: AbortSignal;
}
