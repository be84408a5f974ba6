import type { ExperimentView, TrainingChannel } from '@runwire/channels';
import { CliError } from './cli-error.js';
import { EXIT_CODES } from './exit-code.js';

/** The experiment with its liveness. @throws CliError (exit code 4) when nobody knows it */
export async function requireExperiment(channel: TrainingChannel, id: string): Promise<ExperimentView> {
  const view = await channel.getExperiment(id);
  if (view !== undefined) return view;
  throw new CliError(EXIT_CODES.unknown, `There is no experiment "${id}"; \`runwire-monitor ls\` lists those there are.`);
}
