import { createHash } from 'node:crypto';
import { integer, number, oneOf, refuse, text, type Read, type Reader } from '../plain-data/reader.js';
import { list, object } from '../plain-data/structures.js';
import type { RandomState } from '../random.js';
import { CheckpointError } from './checkpoint-error.js';
import { EPISODES_AVERAGED } from './episode-window.js';

const count = integer(0);
const word = integer(0, 0xffff_ffff);
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Numbers as the base64 of their little-endian doubles: every bit is kept, −0 included. */
const doubles: Reader<Float64Array> = (value) =>
  typeof value === 'string' && BASE64.test(value) ? decodeDoubles(value) : refuse(value, 'doubles in base64');

const randomState: Reader<RandomState> = (value) => {
  const [a = 0, b = 0, c = 0, d = 0] = list(word, { min: 4, max: 4 })(value);
  return [a, b, c, d];
};

const episode = object({ reward: number(), bars: count });

const readTrainerState = object({
  step: count,
  update: count,
  parameters: doubles,
  adam: object({ steps: count, firstMoment: doubles, secondMoment: doubles }),
  random: randomState,
  environment: object({ bar: count, position: integer(-1, 1), barsLeft: integer(1) }),
  episodes: object({ running: episode, finished: list(episode, { max: EPISODES_AVERAGED }) }),
});

/** Everything that changes while an agent learns. */
export type TrainerState = Read<typeof readTrainerState>;

const readCheckpoint = object({
  version: oneOf([1]),
  /** SHA-256 of plan and prices: a checkpoint continues the experiment that it was taken from and no other. */
  experiment: text,
  trainer: readTrainerState,
});

/** The checksum is compared before the content is read. */
const readEnvelope = object({ checksum: text, checkpoint: (value) => value ?? refuse(value, 'an object') });

/** Everything that an experiment needs to continue after an update. */
export type Checkpoint = Read<typeof readCheckpoint>;

/** As JSON text, about 110 KB with the default network, with a checksum. */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const content = JSON.stringify(checkpoint, (_key, value: unknown) =>
    value instanceof Float64Array ? encodeDoubles(value) : value,
  );
  return `{"checksum":"${sha256(content)}","checkpoint":${content}}`;
}

/** Reads what {@link encodeCheckpoint} wrote. Throws {@link CheckpointError} for anything else, even one altered digit. */
export function decodeCheckpoint(encoded: string): Checkpoint {
  try {
    const { checksum, checkpoint } = readEnvelope(JSON.parse(encoded));
    const actual = sha256(JSON.stringify(checkpoint));
    if (actual !== checksum) throw new Error(`its checksum is ${actual} instead of ${checksum}`);
    return readCheckpoint(checkpoint);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
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
