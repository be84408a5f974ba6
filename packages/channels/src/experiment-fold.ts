import {
  canAcknowledge,
  isTerminal,
  MAX_METRICS,
  type ControlAcknowledgementEvent,
  type ControlRequestEvent,
  type HeartbeatEvent,
  type Metrics,
  type MetricsUpdateEvent,
  type StatusUpdateEvent,
  type StoredValue,
  type TrainingEvent,
} from '@runwire/events';
import { without, type Without } from './without.js';

/** The stored fields that events change; `record` is fixed at the creation. */
export const EVENT_FIELDS = ['status', 'progress', 'metrics', 'log', 'error', 'control', 'heartbeat'] as const;
export type EventField = (typeof EVENT_FIELDS)[number];

/** The stored fields of one experiment, as far as they exist. */
export type Parts = { readonly [Field in EventField]?: StoredValue<Field> | undefined };

/** The field that an event changes. */
export function fieldOfEvent(event: TrainingEvent): EventField {
  switch (event.type) {
    case 'control-request':
    case 'control-acknowledgement':
      return 'control';
    default:
      return event.type;
  }
}

/**
 * The parts after an event. The one definition of what an event does to the state: the publisher stores what this gives,
 * and a watcher that applies the same events comes to the same state.
 */
export function afterEvent(parts: Parts, event: TrainingEvent): Parts {
  switch (event.type) {
    case 'status':
      return { ...parts, status: statusAfter(parts.status, event) };
    case 'metrics':
      return { ...parts, metrics: metricsAfter(parts.metrics, event) };
    case 'progress':
      return { ...parts, progress: { ...payloadOf(event), updatedAt: event.timestamp } };
    case 'log':
      return { ...parts, log: { ...payloadOf(event), updatedAt: event.timestamp } };
    case 'error':
      return { ...parts, error: { ...payloadOf(event), updatedAt: event.timestamp } };
    case 'heartbeat':
      return { ...parts, heartbeat: heartbeatAfter(event) };
    case 'control-request':
      return { ...parts, control: requested(event) };
    case 'control-acknowledgement':
      return { ...parts, control: acknowledged(parts.control, event) };
  }
}

function statusAfter(before: Parts['status'], event: StatusUpdateEvent): NonNullable<Parts['status']> {
  const { status, reason, timestamp } = event;
  const startedAt = before?.startedAt ?? (status === 'running' ? timestamp : undefined);
  const result = event.result ?? before?.result;
  return {
    status,
    ...(reason === undefined ? {} : { statusReason: reason }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(isTerminal(status) ? { endedAt: timestamp } : {}),
    ...(result === undefined ? {} : { result }),
    updatedAt: timestamp,
  };
}

function metricsAfter(before: Parts['metrics'], event: MetricsUpdateEvent): NonNullable<Parts['metrics']> {
  const step = event.step ?? before?.step;
  return {
    metrics: merged(before?.metrics ?? {}, event.metrics),
    ...(step === undefined ? {} : { step }),
    updatedAt: event.timestamp,
  };
}

/** The latest value by name. Beyond the limit of names, those that were there first go. */
function merged(before: Metrics, latest: Metrics): Metrics {
  const all = { ...before, ...latest };
  const names = Object.keys(all);
  if (names.length <= MAX_METRICS) return all;
  const old = names.filter((name) => !Object.hasOwn(latest, name)).slice(0, names.length - MAX_METRICS);
  const dropped = new Set(old);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !dropped.has(name)));
}

function heartbeatAfter({ timestamp, intervalMs }: HeartbeatEvent): NonNullable<Parts['heartbeat']> {
  return { heartbeatAt: timestamp, ...(intervalMs === undefined ? {} : { intervalMs }) };
}

function requested(event: ControlRequestEvent): NonNullable<Parts['control']> {
  const { timestamp } = event;
  return { ...payloadOf(event), state: 'requested', requestedAt: timestamp, updatedAt: timestamp };
}

/** Only the latest request has a stored state; where an older one stands is told by its events. */
function acknowledged(before: Parts['control'], event: ControlAcknowledgementEvent): Parts['control'] {
  if (before?.requestId !== event.requestId || !canAcknowledge(before.state, event.state)) return before;
  const reason = event.reason === undefined ? {} : { stateReason: event.reason };
  return { ...without(before, ['stateReason']), state: event.state, ...reason, updatedAt: event.timestamp };
}

type CommonField = 'version' | 'type' | 'experimentId' | 'timestamp' | 'traceparent' | 'tracestate' | 'sequence';

/** An event without the fields that every event has. */
function payloadOf<Event extends TrainingEvent>({ version: _version, type: _type, experimentId: _id, timestamp: _timestamp, traceparent: _parent, tracestate: _state, sequence: _sequence, ...payload }: Event): Without<Event, CommonField> {
  // What is left is just that; TypeScript cannot tell for a generic type with unknown fields.
  return payload as object as Without<Event, CommonField>;
}
