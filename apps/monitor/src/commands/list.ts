import type { ExperimentView } from '@runwire/channels';
import { Option, type Command } from 'commander';
import { outputOf, type Output } from '../cli/cli-context.js';
import { withChannel, type OpenChannel } from '../cli/open-channel.js';
import { parseCount } from '../cli/parse-option.js';
import type { CommandHost } from '../cli/command-host.js';
import { RUN_STATES } from '../fleet/run-state.js';
import { faceOf } from '../fleet/run-state.js';
import { summarize, type RunSummary } from '../fleet/run-summary.js';
import { escapeText } from '../terminal/escape-text.js';
import { formatDuration } from '../terminal/format-duration.js';
import { formatNumber } from '../terminal/format-number.js';
import type { Role } from '../terminal/paint.js';
import { tableLines, type Cell } from '../terminal/table.js';
import { viewJson } from '../fleet/view-json.js';

interface ListOptions {
  readonly namespace?: string;
  readonly status?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** `ls`: the experiments, newest first. */
export function addList(program: Command, { context }: CommandHost): void {
  program
    .command('ls')
    .alias('list')
    .description('list experiments, newest first')
    .addOption(new Option('-s, --status <state>', 'only those in this state').choices([...RUN_STATES]))
    .option('-l, --limit <count>', 'at most this many', parseCount, 50)
    .option('--json', 'one JSON object a line')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      await withChannel(context, options, (open) => list(open, options, outputOf(context)));
    });
}

async function list({ channel, backend }: OpenChannel, { status, limit, json }: ListOptions, output: Output): Promise<void> {
  const all = await channel.listExperiments();
  const views = all.filter((view) => status === undefined || summarize(view).state === status).slice(0, limit);
  if (json === true) for (const view of views) await output.line(viewJson(view));
  else if (views.length > 0) await table(views, output, channel.now());
  else if (output.isTerminal) await output.line(emptyText(backend, status));
}

async function table(views: readonly ExperimentView[], output: Output, now: number): Promise<void> {
  const head = ['STATE', 'ID', 'DONE', 'STEP', 'VALUE', 'TIME', 'AGE', 'NAME'].map((text): Cell => ({ text, role: 'muted' }));
  const rows = views.map((view) => row(summarize(view), now));
  for (const line of tableLines([head, ...rows], output)) await output.line(line);
}

function row(summary: RunSummary, now: number): readonly Cell[] {
  const face = faceOf(summary.state);
  const cell = (text: string, role: Role = 'plain', align: Cell['align'] = 'left'): Cell => ({ text: escapeText(text), role, align });
  return [
    cell(`${face.icon} ${face.word}`, face.tone),
    cell(summary.id, 'strong'),
    cell(summary.fraction === undefined ? '–' : `${String(Math.floor(summary.fraction * 100))}%`, 'plain', 'right'),
    cell(steps(summary), 'muted', 'right'),
    cell(summary.headline === undefined ? '–' : formatNumber(summary.headline.value), 'plain', 'right'),
    cell(times(summary), 'muted'),
    cell(formatDuration(now - summary.createdAt), 'muted'),
    cell(summary.name === summary.id ? '' : summary.name, 'muted'),
  ];
}

function steps({ currentStep, totalSteps }: RunSummary): string {
  if (currentStep === undefined) return '–';
  return totalSteps === undefined ? String(currentStep) : `${String(currentStep)}/${String(totalSteps)}`;
}

function times({ etaMs, startedAt, endedAt, state }: RunSummary): string {
  if (startedAt !== undefined && endedAt !== undefined) return `took ${formatDuration(endedAt - startedAt)}`;
  return etaMs === undefined || state !== 'running' ? '–' : `eta ${formatDuration(etaMs)}`;
}

function emptyText(backend: string, status: string | undefined): string {
  if (status !== undefined) return `No experiment is ${status}.`;
  if (backend === 'memory') return 'No experiments: a memory broker sees only its own process. Set MESSAGE_BROKER_TYPE=redis to see those of others, or try `runwire-monitor demo`.';
  return 'No experiments yet. Start a trainer on this broker, or try `runwire-monitor demo`.';
}
