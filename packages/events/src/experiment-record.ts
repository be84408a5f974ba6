import { z } from 'zod';
import { controlRequestFields } from './control-request-event.js';
import { CONTROL_STATES } from './control.js';
import { errorFields } from './error-event.js';
import { eventFields, ExperimentIdSchema, TimestampSchema } from './event.js';
import { ExperimentResultSchema } from './experiment-result.js';
import { JsonObjectSchema } from './json-object.js';
import { logFields } from './log-update-event.js';
import { metricsFields } from './metrics-update-event.js';
import { progressFields, withPercent } from './progress.js';
import { ReasonSchema } from './reason.js';
import { ExperimentStatusSchema } from './status-update-event.js';

const updated = {
  updatedAt: TimestampSchema,
  /** The number of the event that changed it last. */
  sequence: eventFields.sequence,
  /** The message id of that event. */
  eventId: z.string().max(128).optional(),
};

const creationFields = {
  id: ExperimentIdSchema,
  /** The first segment of its addresses, such as `ppo_training`. */
  namespace: ExperimentIdSchema,
  /** For people, up to 256 characters, carried literally. */
  name: z.string().max(256).optional(),
  /** Hyperparameters and whatever else the run was started with. */
  config: JsonObjectSchema,
  tags: z.array(z.string().max(256)).max(64).optional(),
  createdAt: TimestampSchema,
};

const stateFields = {
  status: ExperimentStatusSchema,
  statusReason: ReasonSchema.optional(),
  startedAt: TimestampSchema.optional(),
  endedAt: TimestampSchema.optional(),
  result: ExperimentResultSchema.optional(),
};

/** Stored as `record`: what is known when an experiment is created, and never changes. */
export const ExperimentCreationSchema = z.looseObject({ version: z.int().min(1), ...creationFields });
/** See {@link ExperimentCreationSchema}. */
export type ExperimentCreation = z.output<typeof ExperimentCreationSchema>;

/** Stored as `status`: where the experiment is in its life. */
export const ExperimentStateSchema = z.looseObject({ ...stateFields, ...updated });
/** See {@link ExperimentStateSchema}. */
export type ExperimentState = z.output<typeof ExperimentStateSchema>;

/** Stored as `progress`: the latest progress. */
export const ExperimentProgressSchema = z.looseObject({ ...progressFields, ...updated }).overwrite(withPercent);
/** See {@link ExperimentProgressSchema}. */
export type ExperimentProgress = z.output<typeof ExperimentProgressSchema>;

/** Stored as `metrics`: the latest value of every metric, and the latest step. */
export const ExperimentMetricsSchema = z.looseObject({ ...metricsFields, ...updated });
/** See {@link ExperimentMetricsSchema}. */
export type ExperimentMetrics = z.output<typeof ExperimentMetricsSchema>;

/** Stored as `log`: the latest line. The lines before are in the history of the topic. */
export const ExperimentLogSchema = z.looseObject({ ...logFields, ...updated });
/** See {@link ExperimentLogSchema}. */
export type ExperimentLog = z.output<typeof ExperimentLogSchema>;

/** Stored as `error`: the latest error. */
export const ExperimentErrorSchema = z.looseObject({ ...errorFields, ...updated });
/** See {@link ExperimentErrorSchema}. */
export type ExperimentError = z.output<typeof ExperimentErrorSchema>;

/** Stored as `control`: the latest request, and where it is on its trail. */
export const ExperimentControlSchema = z.looseObject({
  ...controlRequestFields,
  state: z.enum(CONTROL_STATES),
  /** What the trainer said to it. */
  stateReason: ReasonSchema.optional(),
  requestedAt: TimestampSchema,
  ...updated,
});
/** See {@link ExperimentControlSchema}. */
export type ExperimentControl = z.output<typeof ExperimentControlSchema>;

/** Stored as `heartbeat`: the latest sign of life. */
export const ExperimentHeartbeatSchema = z.looseObject({
  heartbeatAt: TimestampSchema,
  /** When to expect the next one, in milliseconds from this one. */
  intervalMs: z.number().min(1).optional(),
});
/** See {@link ExperimentHeartbeatSchema}. */
export type ExperimentHeartbeat = z.output<typeof ExperimentHeartbeatSchema>;

/** All that is stored of an experiment, in one piece: what a dashboard shows of a run. */
export const ExperimentRecordSchema = z.looseObject({
  version: z.int().min(1),
  ...creationFields,
  ...stateFields,
  progress: ExperimentProgressSchema.optional(),
  /** The latest value of every metric by name; empty before the first. */
  metrics: metricsFields.metrics,
  /** The latest training step metrics were measured at. */
  step: metricsFields.step,
  log: ExperimentLogSchema.optional(),
  error: ExperimentErrorSchema.optional(),
  control: ExperimentControlSchema.optional(),
  heartbeatAt: TimestampSchema.optional(),
  /** When to expect the next heartbeat, in milliseconds from the last. */
  heartbeatIntervalMs: z.number().min(1).optional(),
  /** When any part of it last changed, heartbeats aside. */
  updatedAt: TimestampSchema,
});

/** All that is stored of an experiment, in one piece. */
export type ExperimentRecord = z.output<typeof ExperimentRecordSchema>;
