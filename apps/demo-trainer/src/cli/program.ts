import { ExperimentIdSchema } from '@runwire/events';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from './cli-context.js';
import { trainingFlags } from './training-flags.js';

/** The flags that say how it is run. The others are read by `settingsFromFlags`. */
export interface RunFlags {
  readonly [flag: string]: unknown;
  readonly config?: string;
  readonly namespace: string;
  readonly checkpointDir?: string;
  readonly resume?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

const MORE_HELP = `
Examples:
  runwire-trainer --experiments 4
  runwire-trainer --sweep learning-rate=1e-4,3e-4,1e-3 --steps 20000
  runwire-trainer --data eurusd.csv --checkpoint-dir checkpoints

The broker is chosen by the environment:
  MESSAGE_BROKER_TYPE  memory (default: nobody else can watch) or redis
  REDIS_URL            redis://user:password@host:port/db, or REDIS_HOST, REDIS_PORT, …

Exit codes: 0 all ended well, 1 an experiment failed or no broker, 2 wrong usage or data, 130 interrupted.`;

/** The command line; `run` gets the flags that were given. */
export function buildProgram({ stdout, stderr }: CliContext, run: (flags: RunFlags) => Promise<void>): Command {
  const program = new Command('runwire-trainer')
    .description('Trains PPO agents on a currency market and publishes every step through Runwire.')
    .option('--config <file.json>', 'settings from a file, by the names of the flags in camel case; flags win')
    .addOption(new Option('--namespace <name>', 'first segment of all topics').default('ppo_training').argParser(parseNamespace))
    .option('--checkpoint-dir <folder>', 'keep a checkpoint of each experiment there')
    .option('--resume', 'continue the unfinished experiments of --checkpoint-dir')
    .option('--dry-run', 'print the plan and end')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', MORE_HELP)
    .showHelpAfterError('(runwire-trainer --help tells what there is)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  for (const flag of trainingFlags()) program.addOption(flag);
  return program.action(() => run(program.opts<RunFlags>()));
}

/** A namespace is a segment of an address, as an id is. */
function parseNamespace(text: string): string {
  if (ExperimentIdSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('Give 1 to 128 of the characters A-Z, a-z, 0-9, _ and -.');
}
