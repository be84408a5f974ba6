import type { CliContext } from './cli-context.js';
import type { ExitCode } from './exit-code.js';

/** Where a command finds the world, and how it says what the process shall end with. */
export interface CommandHost {
  readonly context: CliContext;
  readonly endWith: (code: ExitCode) => void;
}
