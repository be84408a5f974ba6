import { ExperimentIdSchema } from '@runwire/events';
import type { Command } from 'commander';
import { CliError } from './cli-error.js';
import { EXIT_CODES } from './exit-code.js';

/** Before a command runs: are its experiment ids, and the namespace, such as can exist? @throws CliError */
export function checkNames(command: Command): void {
  const { namespace } = command.optsWithGlobals<{ namespace?: string }>();
  if (namespace !== undefined) check('--namespace', namespace);
  for (const [at, argument] of command.registeredArguments.entries()) {
    if (!/^ids?$/.test(argument.name())) continue;
    for (const id of [command.processedArgs[at] as unknown].flat()) if (typeof id === 'string') check('The experiment id', id);
  }
}

function check(what: string, name: string): void {
  if (ExperimentIdSchema.safeParse(name).success) return;
  throw new CliError(EXIT_CODES.usage, `${what} ${JSON.stringify(name)} cannot exist; give 1 to 128 of the characters A-Z, a-z, 0-9, _ and -.`);
}
