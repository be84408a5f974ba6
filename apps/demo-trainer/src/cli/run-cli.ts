import type { CliContext } from './cli-context.js';
import { describePlan } from './describe-plan.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import { explainError } from './explain-error.js';
import { planFromFlags } from './plan-from-flags.js';
import { buildProgram, type RunFlags } from './program.js';
import { publishTraining } from './publish-training.js';

/** Runs one command line to its end and tells the exit code. Never rejects. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.ok;
  const program = buildProgram(context, async (flags) => {
    exitCode = await follow(flags, context);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { message, exitCode: failure } = explainError(error);
    if (message !== '') context.stderr.write(`runwire-trainer: ${message}\n`);
    return failure;
  }
}

async function follow(flags: RunFlags, context: CliContext): Promise<ExitCode> {
  const experiments = await planFromFlags(flags);
  if (flags.dryRun === undefined) return await publishTraining(experiments, flags, context);
  const lines = experiments.map((experiment) => describePlan(experiment, { json: flags.json === true }));
  context.stdout.write(`${lines.join('\n')}\n`);
  return EXIT_CODES.ok;
}
