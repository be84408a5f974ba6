import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Command } from 'commander';
import { outputOf } from '../cli/cli-context.js';
import { CliError } from '../cli/cli-error.js';
import { EXIT_CODES } from '../cli/exit-code.js';
import { withChannel, type OpenChannel } from '../cli/open-channel.js';
import type { CommandHost } from '../cli/command-host.js';
import { requireExperiment } from '../cli/require-experiment.js';
import { endOf } from '../fleet/end-of.js';
import { recordRun } from '../recording/record-run.js';

interface RecordOptions {
  readonly namespace?: string;
  readonly output?: string;
}

/** `record`: runs as lines of JSON, each when it is over. */
export function addRecord(program: Command, { context }: CommandHost): void {
  program
    .command('record <ids...>')
    .description('write runs, when they are over, as lines of JSON for `replay`')
    .option('-o, --output <file>', 'a file instead of standard output')
    .action(async (ids: readonly string[], _, command: Command) => {
      const options = command.optsWithGlobals<RecordOptions>();
      const output = outputOf(context);
      await withChannel(context, options, async (open) => {
        const lines = linesOf(open, ids, context.signal);
        if (options.output === undefined) for await (const line of lines) await output.line(line);
        else await writeFile(options.output, lines);
      });
    });
}

async function* linesOf({ channel, broker }: OpenChannel, ids: readonly string[], signal: AbortSignal): AsyncGenerator<string> {
  for (const id of ids) {
    await endOf(channel, id, signal);
    yield* recordRun(broker, await requireExperiment(channel, id));
  }
}

async function writeFile(path: string, lines: AsyncIterable<string>): Promise<void> {
  const file = createWriteStream(path);
  try {
    await once(file, 'open');
    for await (const line of lines) if (!file.write(`${line}\n`)) await once(file, 'drain');
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new CliError(EXIT_CODES.usage, `Cannot write ${path}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await new Promise((resolve) => file.end(resolve));
  }
}
