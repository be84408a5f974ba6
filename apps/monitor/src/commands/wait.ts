import type { Command } from 'commander';
import { outputOf } from '../cli/cli-context.js';
import { withChannel } from '../cli/open-channel.js';
import { parseDurationOption } from '../cli/parse-option.js';
import { CliError } from '../cli/cli-error.js';
import { EXIT_CODES, type ExitCode } from '../cli/exit-code.js';
import type { CommandHost } from '../cli/command-host.js';
import { endOf } from '../fleet/end-of.js';
import type { RunState } from '../fleet/run-state.js';
import { escapeText } from '../terminal/escape-text.js';
import { formatDuration } from '../terminal/format-duration.js';

interface WaitOptions {
  readonly namespace?: string;
  readonly timeout?: number;
}

/** What each end means to a script, the worst first: of several experiments the worst decides. */
const ENDS: readonly (readonly [RunState, ExitCode])[] = [
  ['failed', EXIT_CODES.failed],
  ['lost', EXIT_CODES.lost],
  ['cancelled', EXIT_CODES.cancelled],
  ['completed', EXIT_CODES.ok],
];

/** `wait`: until the experiments are over; the exit code tells how they ended. */
export function addWait(program: Command, { context, endWith }: CommandHost): void {
  program
    .command('wait <ids...>')
    .description('wait until the experiments are over; the exit code tells how they ended')
    .option('--timeout <duration>', 'give up after this while (exit code 124)', parseDurationOption)
    .action(async (ids: readonly string[], _, command: Command) => {
      const options = command.optsWithGlobals<WaitOptions>();
      const output = outputOf(context);
      await withChannel(context, options, async ({ channel }) => {
        const deadline = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout);
        const signal = AbortSignal.any([context.signal, ...(deadline === undefined ? [] : [deadline])]);
        const ends = await Promise.all(
          ids.map(async (id) => {
            const end = await endOf(channel, id, signal);
            if (end !== undefined) await output.line(`${id} ${end.state}${end.reason === undefined ? '' : `: ${escapeText(end.reason)}`}`);
            return end?.state;
          }),
        );
        if (deadline?.aborted === true && ends.includes(undefined)) throw timedOut(ids, ends, options.timeout ?? 0);
        endWith(ends.includes(undefined) ? EXIT_CODES.interrupted : worstOf(ends));
      });
    });
}

function worstOf(ends: readonly (RunState | undefined)[]): ExitCode {
  return ENDS.find(([state]) => ends.includes(state))?.[1] ?? EXIT_CODES.ok;
}

function timedOut(ids: readonly string[], ends: readonly (RunState | undefined)[], timeoutMs: number): CliError {
  const open = ids.filter((_, index) => ends[index] === undefined);
  return new CliError(EXIT_CODES.timeout, `After ${formatDuration(timeoutMs)} still not over: ${open.join(', ')}.`);
}
