import type { ControlRequest, TrainingChannel } from '@runwire/channels';
import type { Command } from 'commander';
import { outputOf } from '../cli/cli-context.js';
import { withChannel } from '../cli/open-channel.js';
import { parseDurationOption } from '../cli/parse-option.js';
import { EXIT_CODES, type ExitCode } from '../cli/exit-code.js';
import type { CommandHost } from '../cli/command-host.js';
import { requireExperiment } from '../cli/require-experiment.js';
import { escapeText } from '../terminal/escape-text.js';

/** What a viewer can ask a trainer for. */
export type ControlWord = 'stop' | 'pause' | 'resume';

interface ControlOptions {
  readonly namespace?: string;
  readonly reason?: string;
  readonly timeout: number;
}

const DESCRIPTIONS: Readonly<Record<ControlWord, string>> = {
  stop: 'ask a trainer to end in good order, and wait for its answer',
  pause: 'ask a trainer to pause, and wait for its answer',
  resume: 'ask a paused trainer to go on, and wait for its answer',
};

/** `stop`, `pause`, `resume`: exit 0 applied, 1 rejected, 124 no answer in time. */
export function addControl(program: Command, { context, endWith }: CommandHost): void {
  for (const word of ['stop', 'pause', 'resume'] as const) {
    program
      .command(`${word} <id>`)
      .description(DESCRIPTIONS[word])
      .option('--reason <text>', 'why, for the record')
      .option('--timeout <duration>', 'how long to wait for the answer', parseDurationOption, 30_000)
      .action(async (id: string, _, command: Command) => {
        const options = command.optsWithGlobals<ControlOptions>();
        const output = outputOf(context);
        await withChannel(context, options, async ({ channel }) => {
          await requireExperiment(channel, id);
          const { state, reason } = await (await requestControl(channel, word, { id, reason: options.reason, timeoutMs: options.timeout })).outcome;
          await output.line(`${id}: ${word} ${state}${reason === undefined ? '' : `: ${escapeText(reason)}`}`);
          endWith(exitCodeOf(state));
        });
      });
  }
}

/** Sends the request that belongs to a word. */
export function requestControl(
  channel: TrainingChannel,
  word: ControlWord,
  { id, reason, timeoutMs }: { readonly id: string; readonly reason?: string | undefined; readonly timeoutMs: number },
): Promise<ControlRequest> {
  const options = { timeoutMs, ...(reason === undefined ? {} : { reason }) };
  if (word === 'stop') return channel.requestStop(id, options);
  return word === 'pause' ? channel.requestPause(id, options) : channel.requestResume(id, options);
}

function exitCodeOf(state: 'applied' | 'rejected' | 'expired'): ExitCode {
  if (state === 'applied') return EXIT_CODES.ok;
  return state === 'rejected' ? EXIT_CODES.failed : EXIT_CODES.timeout;
}
