import { z } from 'zod';
import { checkOnce, complete } from './build-event.js';
import { eventFields, type DraftOf } from './event.js';
import { MetricsSchema, quickMetrics, reviveMetrics } from './metrics.js';
import { quickEncoder } from './quick-encoder.js';

/** The own fields of a metrics event. */
export const metricsFields = {
  metrics: MetricsSchema,
  /** The training step they were measured at, from 0. */
  step: z.int().min(0).optional(),
};

const shape = { ...eventFields, type: z.literal('metrics'), ...metricsFields };

/** Metrics measured at one moment. Not every event has every metric. */
export const MetricsUpdateEventSchema = z.looseObject(shape);

const quick = quickEncoder(shape, { metrics: quickMetrics });

/** Metrics measured at one moment. */
export type MetricsUpdateEvent = z.output<typeof MetricsUpdateEventSchema>;

/** What {@link metricsUpdate} takes. */
export type MetricsUpdateDraft = DraftOf<typeof metricsFields>;

/** Builds a metrics event, which is frozen; the timestamp defaults to now. @throws {InvalidEventError} */
export function metricsUpdate(draft: MetricsUpdateDraft): MetricsUpdateEvent {
  return checkOnce(MetricsUpdateEventSchema, 'metrics event', {
    value: complete('metrics', draft),
    quick,
    revive,
  });
}

function revive(wire: z.input<typeof MetricsUpdateEventSchema>): MetricsUpdateEvent {
  const metrics = reviveMetrics(wire.metrics);
  // Without a word for a number, the wire form is the event.
  return metrics === wire.metrics ? (wire as MetricsUpdateEvent) : { ...wire, metrics };
}
