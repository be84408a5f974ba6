/**
 * The Runwire broker contract, for users. Backend authors enter by `./backend`, their tests by `./conformance`.
 * @module @runwire/broker-core
 */
export type { BrokerStats, BrokerStatus, HealthCheckResult, HealthReport, HistoryQuery, KeyValueStore, MessageBroker, SetOptions, UpdateOptions } from './broker.js';
export type { Condition, Gap, HistoryPolicy, Message, PublishOptions, Receipt, StateWrite } from './message.js';
export type { BatchOptions, CloseReason, Cursor, StartPosition, SubscribeOptions, Subscription, SubscriptionStats } from './subscription.js';
export type { InvalidReport } from './backend-port.js';
export type { DeliveryReport, GapReport, PublishTrace, StatusReport } from './diagnostics.js';
export { createMessageBroker } from './create-broker.js';
export type { BackendLoader, BackendModule } from './create-broker.js';
export { getMessageBroker } from './get-message-broker.js';
export { configFromEnvironment, parseBrokerConfig } from './config.js';
export type { BrokerConfig, Environment, ParsedBrokerConfig, RedisConfig } from './config.js';
export { entityOf, fieldOf, isSegment, keyOfTopic, matches, parseKey, parseKeyPattern, parsePattern, parseTopic, topicOfKey } from './address.js';
export { MAX_ADDRESS_LENGTH, MAX_SEGMENT_LENGTH, MAX_SEGMENTS } from './address.js';
export {
  BackendNotInstalledError,
  BrokerError,
  ClosedError,
  ConfigError,
  ConflictError,
  ConnectionError,
  InvalidMessageError,
  InvalidTopicError,
  MessageTooLargeError,
  SlowConsumerError,
  SubscriberLimitError,
  TimeoutError,
} from './errors.js';
export type { BrokerErrorCode, BrokerErrorOptions } from './errors.js';
