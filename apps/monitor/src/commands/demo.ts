import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import { planTraining, runTraining, type PlannedExperiment, type TrainingOutcome, type TrainingSettings } from '@runwire/demo-trainer';
import type { Command } from 'commander';
import { outputOf, type CliContext } from '../cli/cli-context.js';
import { CliError } from '../cli/cli-error.js';
import { EXIT_CODES } from '../cli/exit-code.js';
import { parseCount, parsePort } from '../cli/parse-option.js';
import type { CommandHost } from '../cli/command-host.js';
import { startDashboard, type Dashboard } from '../dashboard/start-dashboard.js';
import { watch } from './watch.js';

interface DemoOptions {
  readonly experiments: number;
  readonly steps: number;
  readonly data?: string;
  readonly nanAt?: number;
  readonly port: number;
  readonly web: boolean;
  readonly json?: boolean;
  readonly exit?: boolean;
}

/** A demo is over within a minute or two on any machine, and by then its agents have learned something. */
const DEMO_STEPS = 50_000;
/** What of the history the demo keeps: all of it. */
const HISTORY = { maxLength: 20_000, ttlMs: 86_400_000 };

/** `demo`: broker, trainers, live view and dashboard in one process, with nothing to install or to start. */
export function addDemo(program: Command, { context, endWith }: CommandHost): void {
  program
    .command('demo')
    .description('train agents and watch them, all in this process: no server needed')
    .option('-e, --experiments <count>', 'agents to train at once', parseCount, 2)
    .option('--steps <count>', 'steps to train each', parseCount, DEMO_STEPS)
    .option('--data <file>', 'train on the prices of a CSV file, not on a synthetic market')
    .option('--nan-at <step>', 'let the first agent diverge from this step on', parseCount)
    .option('-p, --port <port>', 'port of the dashboard; 0: any free one', parsePort, 0)
    .option('--no-web', 'without the dashboard')
    .option('--exit', 'end when the training is over, also in a terminal')
    .option('--json', 'every change as one JSON object a line')
    .action(async (options: DemoOptions) => {
      const outcome = await demo(planned(options), options, context);
      if (outcome?.status === 'failed') endWith(EXIT_CODES.failed);
    });
}

/** The trainer explains wrong settings and wrong files; that is wrong usage here. */
function planned({ experiments, steps, data, nanAt }: DemoOptions): readonly PlannedExperiment[] {
  const settings: TrainingSettings = { experiments, steps, id: 'ppo', ...(data === undefined ? {} : { data }), ...(nanAt === undefined ? {} : { nanAt }) };
  try {
    return planTraining(settings);
  } catch (error) {
    throw new CliError(EXIT_CODES.usage, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function demo(experiments: readonly PlannedExperiment[], options: DemoOptions, context: CliContext): Promise<TrainingOutcome | undefined> {
  await using broker = new MemoryBroker({ history: HISTORY });
  const channel = new TrainingChannel({ broker, namespace: 'demo' });
  await using dashboard = options.web ? await startDashboard({ channel, broker, port: options.port }) : undefined;
  const leave = new AbortController();
  const signal = AbortSignal.any([context.signal, leave.signal]);
  const training = runTraining(experiments, { channel, signal });
  const staysOpen = outputOf(context).isTerminal && options.json !== true && options.exit !== true;
  const watching = watch({ channel, broker, backend: 'memory' }, context, { ids: [], json: options.json === true, signal, notice: noticeOf(dashboard, context) });
  try {
    if (!staysOpen) return await training;
    await watching;
  } finally {
    leave.abort();
    await watching;
  }
  return await training;
}

/** Where the dashboard is: beside the live view, or on standard error where the output is for machines. */
function noticeOf(dashboard: Dashboard | undefined, context: CliContext): string | undefined {
  if (dashboard === undefined) return undefined;
  const notice = `dashboard: ${dashboard.url}`;
  if (!outputOf(context).isTerminal) context.stderr.write(`${notice}\n`);
  return notice;
}
