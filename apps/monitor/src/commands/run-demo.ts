import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import { planTraining, runTraining, type PlannedExperiment, type TrainingOutcome, type TrainingSettings } from '@runwire/demo-trainer';
import { outputOf, type CliContext } from '../cli/cli-context.js';
import { CliError } from '../cli/cli-error.js';
import { EXIT_CODES } from '../cli/exit-code.js';
import { startDashboard, type Dashboard } from '../dashboard/start-dashboard.js';
import { watch } from './watch.js';

export interface DemoOptions {
  readonly experiments: number;
  readonly steps: number;
  readonly data?: string;
  readonly nanAt?: number;
  readonly port: number;
  readonly web: boolean;
  readonly json?: boolean;
  readonly exit?: boolean;
}

/** What of the history the demo keeps: all of it. */
const HISTORY = { maxLength: 20_000, ttlMs: 86_400_000 };

/** Trains and shows it; gives what came of the training, if somebody waited for it. */
export async function runDemo(options: DemoOptions, context: CliContext): Promise<TrainingOutcome | undefined> {
  const experiments = planned(options);
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

/** The trainer explains wrong settings and wrong files; that is wrong usage here. */
function planned({ experiments, steps, data, nanAt }: DemoOptions): readonly PlannedExperiment[] {
  const settings: TrainingSettings = { experiments, steps, id: 'ppo', ...(data === undefined ? {} : { data }), ...(nanAt === undefined ? {} : { nanAt }) };
  try {
    return planTraining(settings);
  } catch (error) {
    throw new CliError(EXIT_CODES.usage, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Where the dashboard is: beside the live view, or on standard error where the output is for machines. */
function noticeOf(dashboard: Dashboard | undefined, context: CliContext): string | undefined {
  if (dashboard === undefined) return undefined;
  const notice = `dashboard: ${dashboard.url}`;
  if (!outputOf(context).isTerminal) context.stderr.write(`${notice}\n`);
  return notice;
}
