/**
 * The broker in RAM: the reference backend.
 * @module @runwire/broker-memory
 */
export { createBroker, MemoryBroker } from './memory-broker.js';
export { MemoryBackend } from './memory-backend.js';
export type { MemoryBackendOptions } from './memory-backend.js';
