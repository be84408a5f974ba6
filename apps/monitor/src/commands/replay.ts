import { readFile } from 'node:fs/promises';
import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import type { Command } from 'commander';
import { outputOf, type CliContext } from '../cli/cli-context.js';
import { CliError } from '../cli/cli-error.js';
import { EXIT_CODES } from '../cli/exit-code.js';
import { parsePort, parseSpeed } from '../cli/parse-option.js';
import type { CommandHost } from '../cli/command-host.js';
import { readRecordedLine, type RecordedLine } from '../recording/recorded-line.js';
import { replay } from '../recording/replay-run.js';
import { watch } from './watch.js';

interface ReplayCommandOptions {
  readonly speed: number;
  readonly port: number;
  readonly json?: boolean;
}

/** `replay`: recorded runs once more, in the same live view and the same dashboard. */
export function addReplay(program: Command, { context }: CommandHost): void {
  program
    .command('replay <file>')
    .description('show recorded runs once more, in the live view and the dashboard')
    .option('-s, --speed <factor>', 'so many times as fast as it was; 0: at once', parseSpeed, 1)
    .option('-p, --port <port>', 'port of the dashboard; 0: any free one', parsePort, 0)
    .option('--json', 'every change as one JSON object a line')
    .action(async (path: string, options: ReplayCommandOptions) => {
      await show(await readRecording(path), options, context);
    });
}

async function readRecording(path: string): Promise<readonly RecordedLine[]> {
  try {
    const text = await readFile(path, 'utf8');
    return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [readRecordedLine(line, index + 1)]));
  } catch (error) {
    throw new CliError(EXIT_CODES.usage, `Cannot replay ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function show(lines: readonly RecordedLine[], { speed, port, json = false }: ReplayCommandOptions, context: CliContext): Promise<void> {
  await using broker = new MemoryBroker();
  const channel = new TrainingChannel({ broker });
  const { startDashboard } = await import('../dashboard/start-dashboard.js'); // a web server: nothing that other commands should wait for
  await using dashboard = await startDashboard({ channel, broker, port });
  const leave = new AbortController();
  const signal = AbortSignal.any([context.signal, leave.signal]);
  const { isTerminal } = outputOf(context);
  const notice = `dashboard: ${dashboard.url}`;
  if (!isTerminal) context.stderr.write(`${notice}\n`);
  const watching = watch({ channel, broker, backend: 'memory' }, context, { ids: [], json, signal, notice });
  const replaying = replay(lines, { broker, speed: speed === 0 ? Infinity : speed, signal });
  try {
    await (isTerminal && !json ? watching : replaying);
  } finally {
    leave.abort();
    await Promise.all([watching, replaying]);
  }
}
