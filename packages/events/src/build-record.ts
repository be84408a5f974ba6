import type { z } from 'zod';
import { checkWith, decodeWith, encodeWith } from './build-event.js';
import { EVENT_VERSION } from './event.js';
import {
  ExperimentCreationSchema,
  ExperimentRecordSchema,
  type ExperimentCreation,
  type ExperimentRecord,
} from './experiment-record.js';
import type { JsonObject } from './json-object.js';
import type { StoredField, StoredValue } from './stored-fields.js';

/** What {@link experimentCreation} takes. */
export interface ExperimentCreationDraft {
  /** The id of the experiment, a segment of its topics: `[A-Za-z0-9_-]{1,128}`. */
  readonly id: string;
  /** The first segment of its topics, such as `ppo_training`. */
  readonly namespace: string;
  /** For people, up to 256 characters. */
  readonly name?: string | undefined;
  /** Hyperparameters and the like. Default: `{}`. */
  readonly config?: JsonObject | undefined;
  /** Up to 64, of 256 characters each. */
  readonly tags?: readonly string[] | undefined;
  /** Milliseconds since the epoch. Default: now. */
  readonly createdAt?: number | undefined;
}

/** The stored fields of one experiment. The two that exist from the creation on are required. */
export type ExperimentParts = {
  readonly [Field in 'record' | 'status']: StoredValue<Field>;
} & {
  readonly [Field in Exclude<StoredField, 'record' | 'status'>]?: StoredValue<Field> | undefined;
};

/** Builds the part of the record that is fixed at the creation. @throws {InvalidEventError} */
export function experimentCreation(draft: ExperimentCreationDraft): ExperimentCreation {
  return checkWith(ExperimentCreationSchema, 'experiment', {
    ...draft,
    version: EVENT_VERSION,
    config: draft.config ?? {},
    tags: draft.tags === undefined ? undefined : [...draft.tags],
    createdAt: draft.createdAt ?? Date.now(),
  });
}

/** Puts the stored fields of one experiment together. @throws {InvalidEventError} */
export function experimentRecord(parts: ExperimentParts): ExperimentRecord {
  const { record, status, progress, metrics, log, error, control, heartbeat } = parts;
  const moments = [status, progress, metrics, log, error, control].map((part) => part?.updatedAt ?? 0);
  return checkWith(ExperimentRecordSchema, 'experiment record', {
    ...record,
    ...status,
    progress,
    metrics: metrics?.metrics ?? {},
    step: metrics?.step,
    log,
    error,
    control,
    heartbeatAt: heartbeat?.heartbeatAt,
    heartbeatIntervalMs: heartbeat?.intervalMs,
    updatedAt: Math.max(...moments),
  });
}

/** The wire form of a record. @throws {InvalidEventError} for what the schema refuses. */
export function encodeRecord(record: ExperimentRecord): z.input<typeof ExperimentRecordSchema> {
  return encodeWith(ExperimentRecordSchema, 'experiment record', record);
}

/** A record from its wire form. The data is not changed, unknown fields are kept. @throws {InvalidEventError} */
export function decodeRecord(data: unknown): ExperimentRecord {
  return decodeWith(ExperimentRecordSchema, 'experiment record', data);
}
