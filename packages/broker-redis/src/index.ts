/**
 * The broker on Redis and Valkey: one server, Sentinel or Cluster.
 * @module @runwire/broker-redis
 */
export { createBroker, RedisBroker } from './redis-broker.js';
export type { RedisBrokerOptions } from './redis-broker.js';
export { RedisBackend } from './redis-backend.js';
export type { RedisBackendOptions } from './redis-backend.js';
