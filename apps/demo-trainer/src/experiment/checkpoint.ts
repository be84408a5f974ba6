import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.js';
import { EPISODES_AVERAGED } from './episode-window.js';

const wordSchema = z.int().min(0).max(0xffff_ffff);
const countSchema = z.int().min(0);
const episodeSchema = z.strictObject({ reward: z.number(), bars: countSchema });

/** Numbers as the base64 of their little-endian doubles: every bit is kept, −0 included. */
const doublesSchema = z.base64().transform(decodeDoubles);

const trainerStateSchema = z.strictObject({
  step: countSchema,
  update: countSchema,
  parameters: doublesSchema,
  adam: z.strictObject({ steps: countSchema, firstMoment: doublesSchema, secondMoment: doublesSchema }),
  random: z.tuple([wordSchema, wordSchema, wordSchema, wordSchema]).readonly(),
  environment: z.strictObject({ bar: countSchema, position: z.int().min(-1).max(1), barsLeft: z.int().min(1) }),
  episodes: z.strictObject({ running: episodeSchema, finished: z.array(episodeSchema).max(EPISODES_AVERAGED).readonly() }),
});

/** Everything that changes while an agent learns. */
export type TrainerState = Readonly<z.output<typeof trainerStateSchema>>;

const checkpointSchema = z.strictObject({
  version: z.literal(1),
  /** SHA-256 of plan and prices: a checkpoint continues the experiment that it was taken from and no other. */
  experiment: z.string(),
  trainer: trainerStateSchema,
});

const envelopeSchema = z.strictObject({ checksum: z.string(), checkpoint: z.unknown() });

/** Everything that an experiment needs to continue after an update. */
export type Checkpoint = Readonly<z.output<typeof checkpointSchema>>;

/** As JSON text, about 110 KB with the default network, with a checksum. */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const content = JSON.stringify(checkpoint, (_key, value: unknown) =>
    value instanceof Float64Array ? encodeDoubles(value) : value,
  );
  return `{"checksum":"${sha256(content)}","checkpoint":${content}}`;
}

/** Reads what {@link encodeCheckpoint} wrote. Throws {@link CheckpointError} for anything else, even one altered digit. */
export function decodeCheckpoint(text: string): Checkpoint {
  try {
    const { checksum, checkpoint } = envelopeSchema.parse(JSON.parse(text));
    const actual = sha256(JSON.stringify(checkpoint));
    if (actual !== checksum) throw new Error(`its checksum is ${actual} instead of ${checksum}`);
    return checkpointSchema.parse(checkpoint);
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new CheckpointError(`The checkpoint cannot be read: ${reason}. Start the experiment anew.`, { cause });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function encodeDoubles(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, at) => bytes.writeDoubleLE(value, at * 8));
  return bytes.toString('base64');
}

function decodeDoubles(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return Float64Array.from({ length: bytes.length / 8 }, (_, at) => bytes.readDoubleLE(at * 8));
}
