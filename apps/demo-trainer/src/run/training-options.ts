import type { TrainingChannel } from '@runwire/channels';
import type { CheckpointFolder } from '../checkpoints/checkpoint-folder.js';
import type { TrainingUpdate } from './training-update.js';

export interface TrainingOptions {
  /** Where everything is published, and where requests to stop, pause and resume arrive. Stays open. */
  readonly channel: TrainingChannel;
  /** Hears of everything that happens, for showing it; must be quick. */
  readonly onUpdate?: ((update: TrainingUpdate) => void) | undefined;
  /** Where checkpoints are kept. Default: nowhere. */
  readonly checkpoints?: CheckpointFolder | undefined;
  /** Ends all experiments as `cancelled` when aborted; its reason is published. */
  readonly signal?: AbortSignal | undefined;
}
