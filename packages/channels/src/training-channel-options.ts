import { BrokerError } from '@runwire/broker-core';
import type { StoredField } from '@runwire/events';
import type { HistoryPolicy } from '@runwire/broker-core';
import type { ChannelOptions } from './base-channel.js';
import { HISTORY_POLICIES, type HistoryPolicies } from './history-policies.js';
import { LIVENESS_LIMITS, type LivenessLimits } from './liveness.js';
import type { TraceContext } from './trace-context.js';

/** The namespace a channel without one writes to. */
export const DEFAULT_NAMESPACE = 'training';

/** What a training channel is made with; all of it has a default. */
export interface TrainingChannelOptions extends Omit<ChannelOptions, 'namespace'> {
  /** Where it writes and reads. Default: it reads across all namespaces, and writes to `training`. */
  readonly namespace?: string | undefined;
  /** Milliseconds of silence after which a trainer is shown as stale, from 1. Default 15 000; at least three of its heartbeats. */
  readonly staleAfterMs?: number | undefined;
  /** Milliseconds of silence after which it is shown as lost, from `staleAfterMs`. Default 60 000. */
  readonly lostAfterMs?: number | undefined;
  /** How much of the topics of its experiments stays readable. Default, each: {@link HISTORY_POLICIES}. */
  readonly history?: Readonly<Partial<Record<StoredField, HistoryPolicy>>> | undefined;
  /** Called wherever an event is published or reported: the trace that the event carries on. Must not throw. Default: none. */
  readonly traceContext?: (() => TraceContext | undefined) | undefined;
}

/** @throws BrokerError (`INVALID_ARGUMENT`) for limits out of range */
export function livenessLimits({ staleAfterMs, lostAfterMs }: TrainingChannelOptions): LivenessLimits {
  const stale = staleAfterMs ?? LIVENESS_LIMITS.staleAfterMs;
  const lost = lostAfterMs ?? Math.max(stale, LIVENESS_LIMITS.lostAfterMs);
  if (stale >= 1 && lost >= stale) return { staleAfterMs: stale, lostAfterMs: lost };
  throw new BrokerError('INVALID_ARGUMENT', `staleAfterMs is ${String(stale)} and lostAfterMs ${String(lost)}; use milliseconds from 1, the second at least the first.`);
}

export function historyPolicies({ history }: TrainingChannelOptions): HistoryPolicies {
  return { ...HISTORY_POLICIES, ...history };
}
