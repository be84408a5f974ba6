import { z } from 'zod';

/** The version this package writes. It reads every version from 1 on, newer ones as far as it understands them. */
export const EVENT_VERSION = 1;

/** `version-traceid-parentid-flags`, see https://www.w3.org/TR/trace-context/#traceparent-header. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** A moment: milliseconds since the Unix epoch, fractions allowed. The bound is that of `Date`. */
export const TimestampSchema = z.number().min(0).max(8.64e15);

/** The id of an experiment: one segment of an address, `[A-Za-z0-9_-]{1,128}`. */
export const ExperimentIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, {
  error: 'expected 1 to 128 of the characters A-Z a-z 0-9 _ -, because the id is a segment of a topic',
});

/** The fields every event has, beside its literal `type`. */
export const eventFields = {
  /** The version of the schema the event was written with, from 1. */
  version: z.int().min(1),
  experimentId: ExperimentIdSchema,
  /** When it happened, on the publisher's clock. */
  timestamp: TimestampSchema,
  /** The W3C trace the event belongs to. */
  traceparent: z.string().max(512).regex(TRACEPARENT, { error: 'expected a W3C traceparent, or no field' }).optional(),
  /** The vendors' part of the trace. */
  tracestate: z.string().max(512).optional(),
  /**
   * Which event of its topic in this experiment it is, from 1; the stored field it changed carries the same number. A
   * channel counts by compare-and-swap, so that a reader knows what a snapshot contains already, and when it misses one.
   */
  sequence: z.int().min(1).optional(),
};

/** What a builder takes of the common fields. */
export interface EventDraft {
  readonly experimentId: string;
  /** Milliseconds since the epoch. Default: now. */
  readonly timestamp?: number | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** What a builder takes: the common fields, and those in `Shape`. */
export type DraftOf<Shape extends z.ZodRawShape> = EventDraft & Readonly<z.output<z.ZodObject<Shape>>>;
