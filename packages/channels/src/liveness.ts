import { isTerminal } from '@runwire/events';
import type { ExperimentModel } from './experiment-model.js';

/**
 * What the silence of a trainer says.
 * - `waiting`: created, no trainer has begun yet.
 * - `live`: it was heard of a moment ago.
 * - `stale`: silent longer than expected; it may be busy, or gone.
 * - `lost`: silent for so long that it is most likely gone. A sign of life takes it back.
 * - `ended`: the experiment is over; nobody is expected to speak.
 */
export type Liveness = 'waiting' | 'live' | 'stale' | 'lost' | 'ended';

/** When silence counts. */
export interface LivenessLimits {
  /** Milliseconds of silence after which a trainer is stale, at least 1. Default 15 000. */
  readonly staleAfterMs: number;
  /** Milliseconds of silence after which it is lost, at least `staleAfterMs`. Default 60 000. */
  readonly lostAfterMs: number;
}

/** The default limits, milliseconds. */
export const LIVENESS_LIMITS: LivenessLimits = { staleAfterMs: 15_000, lostAfterMs: 60_000 };

/** A trainer that announces rare heartbeats may miss this many of them before it is stale. */
const BEATS_UNTIL_STALE = 3;

/** When the trainer was last heard of, in milliseconds since the epoch on the broker's clock. */
export function lastSignalOf({ parts: { status, progress, metrics, log, error, heartbeat }, record }: ExperimentModel): number {
  const moments = [status, progress, metrics, log, error].map((part) => part?.updatedAt ?? 0);
  return Math.max(record.createdAt, heartbeat?.heartbeatAt ?? 0, ...moments);
}

/** The liveness of an experiment at the moment `now`, on the broker's clock. */
export function livenessOf(model: ExperimentModel, now: number, limits: LivenessLimits): Liveness {
  const { status } = model.status;
  if (isTerminal(status)) return 'ended';
  if (status === 'created') return 'waiting';
  const silentMs = now - lastSignalOf(model);
  const staleAfterMs = Math.max(limits.staleAfterMs, BEATS_UNTIL_STALE * (model.parts.heartbeat?.intervalMs ?? 0));
  if (silentMs < staleAfterMs) return status === 'lost' && lastSignalOf(model) <= model.status.updatedAt ? 'lost' : 'live';
  return silentMs < staleAfterMs * (limits.lostAfterMs / limits.staleAfterMs) ? 'stale' : 'lost';
}
