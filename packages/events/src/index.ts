/**
 * The schemas of what travels and of what is stored.
 * @module @runwire/events
 */
export { decodeEvent, encodeEvent, eventSchemas } from './training-event.js';
export type { EventType, TrainingEvent, WireEvent } from './training-event.js';
export { withFields } from './with-fields.js';
export type { CommonFields } from './with-fields.js';
export { EVENT_VERSION, ExperimentIdSchema, TimestampSchema } from './event.js';
export type { EventDraft } from './event.js';
export { InvalidEventError } from './invalid-event-error.js';
export type { InvalidEventCode } from './invalid-event-error.js';

export { ExperimentStatusSchema, statusUpdate, StatusUpdateEventSchema } from './status-update-event.js';
export type { StatusUpdateDraft, StatusUpdateEvent } from './status-update-event.js';
export { progressUpdate, ProgressUpdateEventSchema } from './progress-update-event.js';
export type { ProgressUpdateDraft, ProgressUpdateEvent } from './progress-update-event.js';
export { metricsUpdate, MetricsUpdateEventSchema } from './metrics-update-event.js';
export type { MetricsUpdateDraft, MetricsUpdateEvent } from './metrics-update-event.js';
export { LOG_LEVELS, logUpdate, LogUpdateEventSchema, MAX_LOG_MESSAGE_LENGTH } from './log-update-event.js';
export type { LogLevel, LogUpdateDraft, LogUpdateEvent } from './log-update-event.js';
export { ErrorEventSchema, errorUpdate } from './error-event.js';
export type { ErrorEvent, ErrorEventDraft } from './error-event.js';
export { heartbeat, HeartbeatEventSchema } from './heartbeat-event.js';
export type { HeartbeatDraft, HeartbeatEvent } from './heartbeat-event.js';
export { controlRequest, ControlRequestEventSchema } from './control-request-event.js';
export type { ControlRequestDraft, ControlRequestEvent } from './control-request-event.js';
export { controlAcknowledgement, ControlAcknowledgementEventSchema } from './control-acknowledgement-event.js';
export type { ControlAcknowledgementDraft, ControlAcknowledgementEvent } from './control-acknowledgement-event.js';
export { canAcknowledge, CONTROL_ACTIONS, CONTROL_STATES, CONTROL_TRANSITIONS } from './control.js';
export type { ControlAction, ControlState } from './control.js';

export {
  canTransition,
  EXPERIMENT_STATUSES,
  isTerminal,
  STATUS_TRANSITIONS,
} from './experiment-status.js';
export type { ExperimentStatus } from './experiment-status.js';
export {
  ExperimentControlSchema,
  ExperimentCreationSchema,
  ExperimentErrorSchema,
  ExperimentHeartbeatSchema,
  ExperimentLogSchema,
  ExperimentMetricsSchema,
  ExperimentProgressSchema,
  ExperimentRecordSchema,
  ExperimentStateSchema,
} from './experiment-record.js';
export type {
  ExperimentControl,
  ExperimentCreation,
  ExperimentError,
  ExperimentHeartbeat,
  ExperimentLog,
  ExperimentMetrics,
  ExperimentProgress,
  ExperimentRecord,
  ExperimentState,
} from './experiment-record.js';
export { decodeRecord, encodeRecord, experimentCreation, experimentRecord } from './build-record.js';
export type { ExperimentCreationDraft, ExperimentParts } from './build-record.js';
export { decodeStored, encodeStored, storedFields } from './stored-fields.js';
export type { StoredField, StoredValue, WireStoredValue } from './stored-fields.js';
export { ExperimentResultSchema } from './experiment-result.js';
export type { ExperimentResult } from './experiment-result.js';

export { MAX_METRIC_NAME_LENGTH, MAX_METRICS, MetricsSchema } from './metrics.js';
export type { Metrics, WireMetrics } from './metrics.js';
export { decodeNumber, encodeNumber, NON_FINITE_WORDS } from './non-finite.js';
export type { NonFiniteWord, WireNumber } from './non-finite.js';
export { describeError } from './describe-error.js';
export { MAX_REASON_LENGTH } from './reason.js';
export { MAX_CAUSES, MAX_ERROR_MESSAGE_LENGTH, MAX_STACK_LENGTH } from './error-description.js';
export type { ErrorDescription } from './error-description.js';
export type { JsonObject } from './json-object.js';
