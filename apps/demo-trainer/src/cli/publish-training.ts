import { createMessageBroker, configFromEnvironment, type BackendLoader, type MessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';
import { CheckpointFolder } from '../checkpoints/checkpoint-folder.js';
import { openConsole } from '../console/open-console.js';
import type { TrainingConsole } from '../console/training-console.js';
import type { PlannedExperiment } from '../run/planned-experiment.js';
import { runTraining } from '../run/run-training.js';
import type { CliContext } from './cli-context.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import type { RunFlags } from './program.js';
import { unfinished } from './unfinished.js';

/** The backends this program brings with it; others are loaded by their name. */
const BACKENDS: Readonly<Record<string, BackendLoader>> = {
  memory: () => import('@runwire/broker-memory'),
  redis: () => import('@runwire/broker-redis'),
};

/** Opens the broker of the environment, runs the experiments on it, shows them, and tells the exit code. */
export async function publishTraining(
  experiments: readonly PlannedExperiment[],
  flags: RunFlags,
  { stdout, environment, signal }: CliContext,
): Promise<ExitCode> {
  const config = configFromEnvironment(environment);
  await using broker = await createMessageBroker(config, BACKENDS);
  const console = openConsole(stdout, { json: flags.json === true, terminal: environment['TERM'] });
  noteConnection(broker, console);
  const channel = new TrainingChannel({ namespace: flags.namespace, broker });
  const outcome = await runTraining(await unfinished(experiments, channel, (message) => console.note(message)), {
    channel,
    onUpdate: (update) => console.show(update),
    checkpoints: await openFolder(flags.checkpointDir),
    signal,
  });
  console.close();
  if (signal.aborted) return EXIT_CODES.interrupted;
  return outcome.status === 'failed' ? EXIT_CODES.failed : EXIT_CODES.ok;
}

async function openFolder(path: string | undefined): Promise<CheckpointFolder | undefined> {
  if (path === undefined) return undefined;
  const folder = new CheckpointFolder(path);
  await folder.create();
  return folder;
}

/** Training goes on without the broker; whoever looks at the console shall know. */
function noteConnection(broker: MessageBroker, console: TrainingConsole): void {
  let isLost = false;
  broker.onStatusChange((status) => {
    const wasLost = isLost;
    isLost = status.kind === 'reconnecting' || status.kind === 'degraded';
    if (isLost && !wasLost) console.note('The broker cannot be reached; training goes on, and what it publishes is kept until the broker is back.');
    if (wasLost && status.kind === 'ready') console.note('The broker is back.');
  });
}
