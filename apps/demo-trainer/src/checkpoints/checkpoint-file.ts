import { CheckpointError } from '../experiment/checkpoint-error.js';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../experiment/checkpoint.js';
import { Experiment } from '../experiment/experiment.js';
import { planExperiment, type ExperimentPlanInput } from '../experiment/experiment-plan.js';
import { loadMarket } from '../experiment/load-market.js';
import { oneOf, refuse, text, type Read } from '../plain-data/reader.js';
import { isRecord, object } from '../plain-data/structures.js';
import { readExperimentId } from '../run/read-experiment-id.js';
import type { PlannedExperiment } from '../run/planned-experiment.js';

const readFile = object({
  version: oneOf([1]),
  id: readExperimentId,
  name: text,
  /** Checked by `planExperiment`. */
  plan: (value): ExperimentPlanInput => (isRecord(value) ? value : refuse(value, 'an object')),
  /** As `encodeCheckpoint` wrote it. */
  checkpoint: text,
});

/** An experiment and where it stands, as JSON text. The prices are not part of it. */
export function encodeCheckpointFile({ id, name, plan, checkpoint }: PlannedExperiment & { checkpoint: Checkpoint }): string {
  return JSON.stringify({ version: 1, id, name, plan, checkpoint: encodeCheckpoint(checkpoint) });
}

/**
 * An experiment from what {@link encodeCheckpointFile} wrote, with its prices loaded anew. Throws `CheckpointError` when
 * the text is something else or the prices have changed, `PriceFileError` when they are gone.
 */
export function decodeCheckpointFile(content: string): PlannedExperiment {
  const { id, name, plan: input, checkpoint: encoded } = parseFile(content);
  const plan = planExperiment(input);
  const series = loadMarket(plan.market);
  const checkpoint = decodeCheckpoint(encoded);
  new Experiment(plan, series, { checkpoint });
  return { id, name, plan, series, checkpoint };
}

function parseFile(content: string): Read<typeof readFile> {
  try {
    return readFile(JSON.parse(content));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
    throw new CheckpointError(`it is no checkpoint of an experiment (${reason}); remove it, or start anew.`, { cause });
  }
}
