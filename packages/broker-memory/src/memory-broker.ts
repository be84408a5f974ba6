import { BackendBroker, BROKER_DEFAULTS, type BrokerOptions } from '@runwire/broker-core/backend';
import { MemoryBackend } from './memory-backend.js';

/**
 * The broker in RAM: for development, tests and services of one process. Behaves exactly like the other backends, and
 * forgets everything when it is closed.
 */
export class MemoryBroker extends BackendBroker {
  /** @throws BrokerError (`INVALID_ARGUMENT`) for an option out of range */
  constructor(options: BrokerOptions = {}) {
    const { maxMessageBytes = BROKER_DEFAULTS.maxMessageBytes, idempotencyMs = BROKER_DEFAULTS.idempotencyMs } = options;
    super(new MemoryBackend({ maxMessageBytes, idempotencyMs }), options);
  }
}

/** What the factory of `@runwire/broker-core` calls. */
export function createBroker(config: BrokerOptions): Promise<MemoryBroker> {
  return Promise.resolve(new MemoryBroker(config));
}
