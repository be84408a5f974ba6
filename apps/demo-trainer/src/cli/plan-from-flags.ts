import { CheckpointFolder } from '../checkpoints/checkpoint-folder.js';
import { planTraining } from '../run/plan-training.js';
import type { PlannedExperiment } from '../run/planned-experiment.js';
import type { TrainingSettings } from '../run/training-settings.js';
import type { RunFlags } from './program.js';
import { readConfigFile } from './read-config-file.js';
import { settingsFromFlags } from './training-flags.js';
import { UsageError } from './usage-error.js';

/** The experiments that the flags ask for: new ones, or all those of a checkpoint folder. */
export async function planFromFlags(flags: RunFlags): Promise<readonly PlannedExperiment[]> {
  const settings = settingsFromFlags(flags);
  if (flags.resume === undefined) return planTraining(merge(fileSettings(flags), settings));
  if (flags.checkpointDir === undefined) throw new UsageError('--resume needs --checkpoint-dir; name the folder to continue from.');
  if (flags.config !== undefined || Object.keys(settings).length > 0) {
    throw new UsageError('--resume continues with the plans in the checkpoints; leave --config and the settings out.');
  }
  const experiments = await new CheckpointFolder(flags.checkpointDir).read();
  if (experiments.length > 0) return experiments;
  throw new UsageError(`The folder ${flags.checkpointDir} holds no checkpoint; start without --resume.`);
}

function fileSettings({ config }: RunFlags): TrainingSettings {
  return config === undefined ? {} : readConfigFile(config);
}

/** Flags win, also where a file names the other kind of market. */
function merge(file: TrainingSettings, flags: TrainingSettings): TrainingSettings {
  const choosesMarket = [flags.data, flags.market, flags.marketSeed, flags.marketBars].some((setting) => setting !== undefined);
  const noMarket = { data: undefined, market: undefined, marketSeed: undefined, marketBars: undefined };
  return { ...file, ...(choosesMarket ? noMarket : {}), ...flags };
}
