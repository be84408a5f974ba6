import { decodeEvent, ExperimentIdSchema, type TrainingEvent } from '@runwire/events';
import { z } from 'zod';

/** One line of a recording: a run begins, or something happened in it. */
export type RecordedLine =
  | { readonly kind: 'run'; readonly namespace: string; readonly id: string; readonly name?: string | undefined; readonly tags?: readonly string[] | undefined; readonly config: z.output<typeof ConfigSchema> }
  | { readonly kind: 'event'; readonly namespace: string; readonly event: TrainingEvent };

const ConfigSchema = z.record(z.string(), z.json());

const LineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    namespace: ExperimentIdSchema,
    id: ExperimentIdSchema,
    name: z.string().optional(),
    tags: z.array(z.string()).optional(),
    config: ConfigSchema,
  }),
  z.object({ kind: z.literal('event'), namespace: ExperimentIdSchema, event: z.unknown() }),
]);

/** A line of a recording that cannot be read. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Reads one line. @param number of the line, from 1, for the error @throws RecordingError */
export function readRecordedLine(text: string, number: number): RecordedLine {
  try {
    const line = LineSchema.parse(JSON.parse(text));
    return line.kind === 'run' ? line : { ...line, event: decodeEvent(line.event) };
  } catch (error) {
    throw new RecordingError(`Line ${String(number)} is not a line of a recording; record the run again with \`runwire-monitor record\`.`, { cause: error });
  }
}
