import type { CliContext } from './cli-context.js';
import { explainError } from './explain-error.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import { buildProgram } from './program.js';

/** Runs one command line to its end and tells the exit code. Never rejects. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.ok;
  const program = buildProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { message, exitCode: failure } = explainError(error);
    if (message !== '') context.stderr.write(`runwire-monitor: ${message}\n`);
    return failure;
  }
}
