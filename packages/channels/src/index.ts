/**
 * What trainers and dashboards write against: `TrainingChannel`, and typed channels of your own.
 * @module @runwire/channels
 */
export { TrainingChannel } from './training-channel.js';
export { TrainingRun } from './training-run.js';
export type { StartRunOptions } from './run-settings.js';
export type { HeartbeatSource } from './heartbeat.js';
export { ControlRequest } from './control-request.js';
export type { ControlOutcome, ControlRequestOptions, ControlStep } from './control-request.js';
export { TrainingPublisher } from './training-publisher.js';
export type { CreateExperimentOptions, ErrorOptions, EventOptions, LogOptions, MetricsOptions, ProgressDraft, StatusOptions } from './training-publisher.js';
export { TrainingReader } from './training-reader.js';
export { DEFAULT_NAMESPACE } from './training-channel-options.js';
export type { TrainingChannelOptions } from './training-channel-options.js';
export type { TraceContext } from './trace-context.js';
export { HISTORY_POLICIES } from './history-policies.js';
export type { HistoryPolicies } from './history-policies.js';
export { LIVENESS_LIMITS } from './liveness.js';
export type { Liveness, LivenessLimits } from './liveness.js';
export type { ExperimentView } from './experiment-view.js';
export type { ExperimentQuery } from './experiment-finder.js';
export type { ExperimentsChange, ExperimentsWatchQuery } from './experiments-watch.js';
export type { MetricPoint, MetricSeries } from './metric-series.js';
export { AmbiguousExperimentError, ExperimentNotFoundError } from './experiment-errors.js';

export { BaseChannel } from './base-channel.js';
export type { ChannelOptions, ChannelPublishOptions, Schema } from './base-channel.js';
export { DefinedChannel, defineChannel } from './define-channel.js';
export type { ChannelDefinition, FieldSchemas } from './define-channel.js';
export type { BrokerOption } from './broker-source.js';
export { ChannelSubscription } from './channel-subscription.js';
export type { Delivered } from './channel-subscription.js';
export { ValueWatch } from './value-watch.js';
export { Watch } from './watch.js';
export { InvalidDataError } from './invalid-data-error.js';
export type { InvalidArrival } from './invalid-arrival.js';
