import type { ExperimentView } from '@runwire/channels';
import type { ErrorDescription } from '@runwire/events';
import type { Command } from 'commander';
import { outputOf, type Output } from '../cli/cli-context.js';
import { requireExperiment } from '../cli/require-experiment.js';
import { withChannel } from '../cli/open-channel.js';
import type { CommandHost } from '../cli/command-host.js';
import { faceOf } from '../fleet/run-state.js';
import { summarize } from '../fleet/run-summary.js';
import { viewJson } from '../fleet/view-json.js';
import { escapeLines, escapeText } from '../terminal/escape-text.js';
import { formatDuration } from '../terminal/format-duration.js';
import { formatCount, formatNumber } from '../terminal/format-number.js';
import { progressBar } from '../terminal/progress-bar.js';
import { fitText, textWidth } from '../terminal/text-width.js';

interface ShowOptions {
  readonly namespace?: string;
  readonly json?: boolean;
}

/** `show`: all that is known of one experiment. */
export function addShow(program: Command, { context }: CommandHost): void {
  program
    .command('show <id>')
    .description('show all that is known of an experiment')
    .option('--json', 'one JSON object')
    .action(async (id: string, _, command: Command) => {
      const options = command.optsWithGlobals<ShowOptions>();
      const output = outputOf(context);
      await withChannel(context, options, async ({ channel }) => {
        const view = await requireExperiment(channel, id);
        if (options.json === true) await output.line(viewJson(view));
        else for (const line of describe(view, output, channel.now())) await output.line(line);
      });
    });
}

function describe(view: ExperimentView, output: Output, now: number): readonly string[] {
  return [...title(view, output), '', ...facts(view, output, now), ...numbers(view, output), ...values('config', Object.entries(view.config), output), ...trouble(view, output)];
}

function title(view: ExperimentView, { paint, columns }: Output): readonly string[] {
  const summary = summarize(view);
  const face = faceOf(summary.state);
  const reason = summary.reason === undefined ? '' : paint('muted', `: ${escapeText(summary.reason)}`);
  const head = `${paint('strong', escapeText(summary.name))}  ${paint(face.tone, `${face.icon} ${face.word}`)}${reason}`;
  if (summary.fraction === undefined) return [head];
  const bar = progressBar(summary.fraction, { width: Math.min(50, columns - 8), role: face.tone, paint });
  return [head, `${bar} ${String(Math.floor(summary.fraction * 100))} %`];
}

function facts(view: ExperimentView, { paint }: Output, now: number): readonly string[] {
  const ago = (at: number | undefined): string | undefined => (at === undefined ? undefined : `${new Date(at).toISOString()}  (${formatDuration(now - at)} ago)`);
  const { progress, result } = view;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['id', view.id],
    ['namespace', view.namespace],
    ['tags', view.tags === undefined || view.tags.length === 0 ? undefined : view.tags.join(', ')],
    ['created', ago(view.createdAt)],
    ['started', ago(view.startedAt)],
    ['ended', ago(view.endedAt)],
    ['last signal', ago(view.lastSignalAt)],
    ['step', progress === undefined ? undefined : [progress.currentStep, progress.totalSteps].filter((step) => step !== undefined).map(formatCount).join(' of ')],
    ['time left', progress?.etaMs === undefined || view.endedAt !== undefined ? undefined : formatDuration(progress.etaMs)],
    ['result', result?.summary],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${paint('muted', fitText(name, 12))} ${escapeText(value)}`]));
}

function numbers(view: ExperimentView, output: Output): readonly string[] {
  const entries = Object.entries(view.metrics).map(([name, value]) => [name, formatNumber(value)] as const);
  return values('metrics', entries, output);
}

function values(heading: string, entries: readonly (readonly [string, unknown])[], { paint }: Output): readonly string[] {
  if (entries.length === 0) return [];
  const rows = entries.map(([name, value]) => [escapeText(name), escapeText(typeof value === 'string' ? value : JSON.stringify(value))] as const);
  const width = Math.max(...rows.map(([name]) => textWidth(name)));
  return ['', paint('muted', heading), ...rows.map(([name, value]) => `  ${fitText(name, width)}  ${value}`)];
}

function trouble(view: ExperimentView, { paint }: Output): readonly string[] {
  if (view.error === undefined) return [];
  return ['', paint('error', 'latest error'), ...errorLines(view.error.error).map((line) => paint('error', `  ${line}`))];
}

/** The error, its stack, and the errors underneath. */
function errorLines({ name, message, stack, cause }: ErrorDescription): readonly string[] {
  const text = stack ?? `${name}: ${message}`;
  const own = escapeLines(text.includes(message) ? text : `${name}: ${message}\n${text}`).split('\n');
  return cause === undefined ? own : [...own, 'caused by:', ...errorLines(cause)];
}
