import { ExperimentIdSchema } from '@runwire/events';
import { z } from 'zod';
import { CheckpointError } from '../experiment/checkpoint-error.js';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../experiment/checkpoint.js';
import { Experiment } from '../experiment/experiment.js';
import { planExperiment, type ExperimentPlanInput } from '../experiment/experiment-plan.js';
import { loadMarket } from '../experiment/load-market.js';
import type { PlannedExperiment } from '../run/planned-experiment.js';

const checkpointFileSchema = z.strictObject({
  version: z.literal(1),
  id: ExperimentIdSchema,
  name: z.string(),
  /** Checked by `planExperiment`. */
  plan: z.custom<ExperimentPlanInput>((value) => typeof value === 'object' && value !== null),
  /** As `encodeCheckpoint` wrote it. */
  checkpoint: z.string(),
});

/** An experiment and where it stands, as JSON text. The prices are not part of it. */
export function encodeCheckpointFile({ id, name, plan, checkpoint }: PlannedExperiment & { checkpoint: Checkpoint }): string {
  return JSON.stringify({ version: 1, id, name, plan, checkpoint: encodeCheckpoint(checkpoint) });
}

/**
 * An experiment from what {@link encodeCheckpointFile} wrote, with its prices loaded anew. Throws `CheckpointError` when
 * the text is something else or the prices have changed, `PriceFileError` when they are gone.
 */
export function decodeCheckpointFile(text: string): PlannedExperiment {
  const { id, name, plan: input, checkpoint: encoded } = parseFile(text);
  const plan = planExperiment(input);
  const series = loadMarket(plan.market);
  const checkpoint = decodeCheckpoint(encoded);
  new Experiment(plan, series, { checkpoint });
  return { id, name, plan, series, checkpoint };
}

function parseFile(text: string): z.output<typeof checkpointFileSchema> {
  try {
    return checkpointFileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CheckpointError('it is no checkpoint of an experiment; remove it, or start anew.', { cause });
  }
}
