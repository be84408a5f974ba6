import type { Delivered, TrainingChannel } from '@runwire/channels';
import { encodeEvent, LOG_LEVELS, type LogLevel, type TrainingEvent } from '@runwire/events';
import { Option, type Command } from 'commander';
import { outputOf, type CliContext, type Output } from '../cli/cli-context.js';
import { withChannel } from '../cli/open-channel.js';
import { parseCount, parseDurationOption } from '../cli/parse-option.js';
import type { CommandHost } from '../cli/command-host.js';
import { eventText, EVENT_WORDS, type EventWord } from '../fleet/event-text.js';
import { escapeText } from '../terminal/escape-text.js';
import { formatTime } from '../terminal/format-duration.js';
import type { Role } from '../terminal/paint.js';

interface TailOptions {
  readonly namespace?: string;
  readonly type?: readonly EventWord[];
  readonly level?: LogLevel;
  readonly since?: number;
  readonly fromStart?: boolean;
  readonly count?: number;
  readonly json?: boolean;
}

/** `tail`: events as they come, one a line. */
export function addTail(program: Command, { context }: CommandHost): void {
  program
    .command('tail [ids...]')
    .description('print events as they come, of all experiments or of some')
    .addOption(new Option('-t, --type <types...>', 'only events of these types').choices([...EVENT_WORDS]))
    .addOption(new Option('--level <level>', 'only logs from this level on, and errors').choices([...LOG_LEVELS]))
    .option('--since <duration>', 'begin with the events of the last while, such as 5m', parseDurationOption)
    .option('--from-start', 'begin with the oldest retained event')
    .option('-c, --count <count>', 'end after this many events', parseCount)
    .option('--json', 'one JSON object a line')
    .action(async (ids: readonly string[], _, command: Command) => {
      const options = command.optsWithGlobals<TailOptions>();
      await withChannel(context, options, ({ channel }) => tail(channel, ids, { ...options, context }));
    });
}

async function tail(channel: TrainingChannel, ids: readonly string[], options: TailOptions & { readonly context: CliContext }): Promise<void> {
  const { context, count = Infinity, since, fromStart } = options;
  const output = outputOf(context);
  const from = since !== undefined || fromStart === true ? 'start' : 'now';
  await using events = channel.subscribeToEvents(ids.length === 1 ? ids[0] : undefined, { from, signal: context.signal });
  const earliest = since === undefined ? -Infinity : channel.now() - since;
  let printed = 0;
  for await (const delivered of events.messages()) {
    if (delivered.gap !== undefined) context.stderr.write(`${gapText(delivered)}\n`);
    if (delivered.timestamp < earliest || !isWanted(delivered.event, ids, options)) continue;
    await output.line(options.json === true ? jsonLine(delivered) : textLine(delivered, output));
    printed += 1;
    if (printed >= count) return;
  }
}

function isWanted(event: TrainingEvent, ids: readonly string[], { type, level }: TailOptions): boolean {
  if (ids.length > 0 && !ids.includes(event.experimentId)) return false;
  if (type !== undefined && !type.includes(event.type)) return false;
  return level === undefined || isAtLeast(event, level);
}

function isAtLeast(event: TrainingEvent, level: LogLevel): boolean {
  if (event.type === 'error') return true;
  return event.type === 'log' && LOG_LEVELS.indexOf(event.level) >= LOG_LEVELS.indexOf(level);
}

function jsonLine({ event, topic, offset, gap }: Delivered<TrainingEvent>): string {
  return JSON.stringify({ ...encodeEvent(event), topic, offset, gap });
}

function textLine({ event }: Delivered<TrainingEvent>, { paint }: Output): string {
  const head = paint('muted', `${formatTime(event.timestamp)} ${escapeText(event.experimentId)}`);
  return `${head} ${paint(toneOf(event), event.type.padEnd(8))} ${paint(toneOf(event), escapeText(eventText(event)))}`;
}

function toneOf(event: TrainingEvent): Role {
  if (event.type === 'error') return 'error';
  if (event.type === 'status') return 'accent';
  if (event.type !== 'log') return 'plain';
  return event.level === 'error' || event.level === 'warn' ? event.level : 'plain';
}

function gapText({ gap, topic }: Delivered<TrainingEvent>): string {
  const many = gap?.missed === undefined ? 'Some' : String(gap.missed);
  return `${many} events of ${topic} are lost here (${gap?.reason ?? 'unknown'}).`;
}
