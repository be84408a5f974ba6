import { BackendBroker, BROKER_DEFAULTS, type BrokerOptions } from '@runwire/broker-core/backend';
import { MemoryBackend } from '../src/memory-backend.js';

/** A memory broker whose time passes when the test says so. */
export class ClockedBroker extends BackendBroker {
  readonly clock: { now: number };
  readonly backend: MemoryBackend;

  constructor(options: BrokerOptions = {}) {
    const clock = { now: 1_000_000 };
    const { maxMessageBytes, idempotencyMs } = { ...BROKER_DEFAULTS, ...options };
    const backend = new MemoryBackend({ maxMessageBytes: maxMessageBytes ?? 1, idempotencyMs: idempotencyMs ?? 1, now: () => clock.now });
    super(backend, options);
    this.clock = clock;
    this.backend = backend;
  }

  /** Lets time pass; what has expired is freed within a further second. */
  pass(milliseconds: number): void {
    this.clock.now += milliseconds;
    this.backend.sweep();
  }
}
