import type { Command } from 'commander';
import { outputOf, type CliContext } from '../cli/cli-context.js';
import { withChannel, type OpenChannel } from '../cli/open-channel.js';
import type { CommandHost } from '../cli/command-host.js';
import { watchLines } from '../watch-view/watch-lines.js';
import { watchTerminal } from '../watch-view/watch-terminal.js';

interface WatchOptions {
  readonly namespace?: string;
  readonly json?: boolean;
}

export interface WatchRequest {
  readonly ids: readonly string[];
  readonly json: boolean;
  readonly signal: AbortSignal;
  /** A line to show under the title. */
  readonly notice?: string | undefined;
}

/** `watch`: the live view. */
export function addWatch(program: Command, { context }: CommandHost): void {
  program
    .command('watch [ids...]')
    .description('watch experiments live: all, or some')
    .option('--json', 'every change as one JSON object a line')
    .action(async (ids: readonly string[], _, command: Command) => {
      const { json = false, namespace } = command.optsWithGlobals<WatchOptions>();
      await withChannel(context, { namespace }, (open) => watch(open, context, { ids, json, signal: context.signal }));
    });
}

/** The live view where there is a terminal, plain lines where there is none; until the signal or the person ends it. */
export async function watch(open: OpenChannel, context: CliContext, request: WatchRequest): Promise<void> {
  const output = outputOf(context);
  const { stdin, stdout } = context;
  if (!output.isTerminal || request.json || !stdout.isTTY) {
    await watchLines({ ...open, ...request, output });
    return;
  }
  await watchTerminal({ ...open, ...request, stdin, stdout, paint: output.paint, emptyText: emptyText(open.backend) });
}

function emptyText(backend: string): string {
  if (backend === 'memory') return 'Nothing here yet, and a memory broker sees only its own process.\nSet MESSAGE_BROKER_TYPE=redis to watch trainers elsewhere, or run: runwire-monitor demo';
  return 'Waiting for the first experiment. Start a trainer, or run: runwire-monitor demo';
}
