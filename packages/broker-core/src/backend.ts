/**
 * For backend authors: what to implement, and the parts every backend would otherwise rewrite.
 * @module @runwire/broker-core/backend
 */
export type {
  BackendHealth,
  BackendMessage,
  BackendPort,
  HistoryPage,
  LiveFrame,
  LiveSink,
  OutgoingMessage,
  StateOutcome,
  TopicHead,
} from './backend-port.js';
export { MAX_SEND_MS } from './backend-port.js';
export { BackendBroker, BROKER_DEFAULTS } from './backend-broker.js';
export type { BrokerOptions } from './backend-broker.js';
export { callListener } from './call-listener.js';
export { isLiteral, literalPrefix } from './address.js';
export { PatternTrie } from './delivery/pattern-trie.js';
export { KnownTopics } from './known-topics.js';
export { copyJson, MAX_JSON_DEPTH } from './json-value.js';
export type { JsonCopy } from './json-value.js';
export { decodeJson, encodeJson, equalJson } from './json-text.js';
export { createEpoch, createIdSource } from './id-source.js';
