import { z } from 'zod';
import { checkOnce, complete } from './build-event.js';
import { eventFields, type DraftOf } from './event.js';
import { MetricsSchema, reviveMetrics } from './metrics.js';

/** The own fields of a metrics event. */
export const metricsFields = {
  metrics: MetricsSchema,
  /** The training step they were measured at, from 0. */
  step: z.int().min(0).optional(),
};

/** Metrics measured at one moment. Not every event has every metric. */
export const MetricsUpdateEventSchema = z.looseObject({ ...eventFields, type: z.literal('metrics'), ...metricsFields });

/** Metrics measured at one moment. */
export type MetricsUpdateEvent = z.output<typeof MetricsUpdateEventSchema>;

/** What {@link metricsUpdate} takes. */
export type MetricsUpdateDraft = DraftOf<typeof metricsFields>;

/** Builds a metrics event, which is frozen; the timestamp defaults to now. @throws {InvalidEventError} */
export function metricsUpdate(draft: MetricsUpdateDraft): MetricsUpdateEvent {
  return checkOnce(MetricsUpdateEventSchema, 'metrics event', {
    value: complete('metrics', draft),
    revive: (wire) => ({ ...wire, metrics: reviveMetrics(wire.metrics) }),
  });
}
