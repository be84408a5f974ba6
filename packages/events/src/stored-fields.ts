import type { z } from 'zod';
import { decodeWith, encodeWith } from './build-event.js';
import {
  ExperimentControlSchema,
  ExperimentCreationSchema,
  ExperimentErrorSchema,
  ExperimentHeartbeatSchema,
  ExperimentLogSchema,
  ExperimentMetricsSchema,
  ExperimentProgressSchema,
  ExperimentStateSchema,
} from './experiment-record.js';
import { quickJsonObject } from './json-object.js';
import { quickMetrics } from './metrics.js';
import { withPercent } from './progress.js';
import { quickEncoder } from './quick-encoder.js';

/**
 * The schema of every stored field of an experiment, by the last segment of its key: what is stored under
 * `ppo_training:experiment:exp_123:status` has the schema `storedFields.status`.
 */
export const storedFields = {
  record: ExperimentCreationSchema,
  status: ExperimentStateSchema,
  progress: ExperimentProgressSchema,
  metrics: ExperimentMetricsSchema,
  log: ExperimentLogSchema,
  error: ExperimentErrorSchema,
  control: ExperimentControlSchema,
  heartbeat: ExperimentHeartbeatSchema,
};

/** The name of a stored field: the last segment of its key. */
export type StoredField = keyof typeof storedFields;

/** The value of a stored field. */
export type StoredValue<Field extends StoredField> = z.output<(typeof storedFields)[Field]>;

/** The value of a stored field as JSON carries it. */
export type WireStoredValue<Field extends StoredField> = z.input<(typeof storedFields)[Field]>;

type StoredSchema<Field extends StoredField> = z.ZodType<StoredValue<Field>, WireStoredValue<Field>>;
const schemas: { readonly [Field in StoredField]: StoredSchema<Field> } = storedFields;

const quickProgress = quickEncoder(ExperimentProgressSchema.shape);

/** What a trainer stores all the time is encoded without a pass of its schema where it is right at first sight. */
const quick: { readonly [Field in StoredField]?: (value: StoredValue<Field>) => WireStoredValue<Field> | undefined } = {
  progress: (value) => quickProgress(withPercent(value)),
  metrics: quickEncoder(ExperimentMetricsSchema.shape, { metrics: quickMetrics }),
  log: quickEncoder(ExperimentLogSchema.shape, { fields: quickJsonObject }),
};

/** A stored field from its wire form, as read from the store. @throws {InvalidEventError} */
export function decodeStored<Field extends StoredField>(field: Field, data: unknown): StoredValue<Field> {
  return decodeWith<StoredSchema<Field>>(schemas[field], `stored ${field}`, data);
}

/** The wire form of a stored field: what to write to the store. @throws {InvalidEventError} for what its schema refuses. */
export function encodeStored<Field extends StoredField>(
  field: Field,
  value: StoredValue<Field>,
): WireStoredValue<Field> {
  return quick[field]?.(value) ?? encodeWith<StoredSchema<Field>>(schemas[field], `stored ${field}`, value);
}
