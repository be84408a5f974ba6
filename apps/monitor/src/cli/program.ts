import { Command } from 'commander';
import { addControl } from '../commands/control.js';
import { addDemo } from '../commands/demo.js';
import { addDoctor } from '../commands/doctor.js';
import { addList } from '../commands/list.js';
import { addRecord } from '../commands/record.js';
import { addReplay } from '../commands/replay.js';
import { addShow } from '../commands/show.js';
import { addTail } from '../commands/tail.js';
import { addWait } from '../commands/wait.js';
import { addWatch } from '../commands/watch.js';
import { addWeb } from '../commands/web.js';
import { checkNames } from './check-names.js';
import type { CliContext } from './cli-context.js';
import type { CommandHost } from './command-host.js';
import type { ExitCode } from './exit-code.js';

const ENVIRONMENT_HELP = `
The broker is chosen by the environment, as for trainers:
  MESSAGE_BROKER_TYPE  memory (default) or redis
  REDIS_URL            redis://user:password@host:port/db, or REDIS_HOST, REDIS_PORT, …

Exit codes: 0 well, 1 failed, 2 wrong usage, 3 cancelled, 4 unknown experiment, 5 no broker, 6 lost, 124 timed out.`;

/** The command line as a whole. */
export function buildProgram(context: CliContext, endWith: (code: ExitCode) => void): Command {
  const program = new Command('runwire-monitor')
    .description('Watch experiments while they train.')
    .option('-n, --namespace <name>', 'only experiments of this namespace')
    .addHelpText('after', ENVIRONMENT_HELP)
    .hook('preAction', (_, command) => checkNames(command))
    .showHelpAfterError('(runwire-monitor --help tells what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    });
  const host: CommandHost = { context, endWith };
  for (const add of [addDemo, addWatch, addList, addShow, addTail, addWait, addControl, addWeb, addRecord, addReplay, addDoctor]) add(program, host);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}
