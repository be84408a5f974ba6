import type { Gap } from '@runwire/broker-core';
import type { ExperimentRecord } from '@runwire/events';
import { lastSignalOf, livenessOf, type Liveness, type LivenessLimits } from './liveness.js';
import type { ExperimentModel } from './experiment-model.js';
import { EVENT_FIELDS } from './experiment-fold.js';

/** All that is known of an experiment, and whether its trainer is alive. */
export type ExperimentView = ExperimentRecord & {
  readonly liveness: Liveness;
  /** When the trainer was last heard of: milliseconds since the epoch, on the broker's clock. */
  readonly lastSignalAt: number;
  /** In a watch: what of the event stream was lost immediately before this view. The view itself is whole. */
  readonly gap?: Gap | undefined;
};

/** The stored fields in one piece. */
export function recordOf({ record, status, parts }: ExperimentModel): ExperimentRecord {
  const { metrics, heartbeat, progress, log, error, control } = parts;
  const moments = EVENT_FIELDS.map((field) => (field === 'heartbeat' ? 0 : (parts[field]?.updatedAt ?? 0)));
  return {
    ...unstamped(record),
    ...unstamped(status),
    metrics: metrics?.metrics ?? {},
    updatedAt: Math.max(...moments),
    ...defined({
      progress: progress && unstamped(progress),
      step: metrics?.step,
      log: log && unstamped(log),
      error: error && unstamped(error),
      control: control && unstamped(control),
      heartbeatAt: heartbeat?.heartbeatAt,
      heartbeatIntervalMs: heartbeat?.intervalMs,
    }),
  };
}

/** What an experiment looks like at the moment `now`, on the broker's clock. */
export function viewOf(model: ExperimentModel, now: number, limits: LivenessLimits): ExperimentView {
  return { ...recordOf(model), liveness: livenessOf(model, now, limits), lastSignalAt: lastSignalOf(model) };
}

/** Without the bookkeeping of the channel. */
function unstamped<T extends object>(value: T): T {
  const copy = { ...value };
  for (const name of ['sequence', 'eventId', 'sequenceFloor']) Reflect.deleteProperty(copy, name);
  return copy;
}

function defined<T extends object>(values: T): Partial<T> {
  const copy = { ...values };
  for (const [name, value] of Object.entries(copy)) if (value === undefined) Reflect.deleteProperty(copy, name);
  return copy;
}
