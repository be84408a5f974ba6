import type { TrainingChannel } from '@runwire/channels';
import { isTerminal } from '@runwire/events';
import type { PlannedExperiment } from '../run/planned-experiment.js';

/** The experiments that can go on. Of those that continue, some may have ended since their checkpoint: `skip` hears of them. */
export async function unfinished(
  experiments: readonly PlannedExperiment[],
  channel: TrainingChannel,
  skip: (message: string) => void,
): Promise<readonly PlannedExperiment[]> {
  const states = await Promise.all(experiments.map(async ({ id, checkpoint }) => (checkpoint === undefined ? undefined : await channel.getExperiment(id))));
  return experiments.filter(({ id }, at) => {
    const status = states[at]?.status;
    if (status === undefined || !isTerminal(status)) return true;
    skip(`${id} is ${status} already and is not continued.`);
    return false;
  });
}
