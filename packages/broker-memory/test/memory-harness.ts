import assert from 'node:assert/strict';
import type { MessageBroker } from '@runwire/broker-core';
import { BackendBroker, BROKER_DEFAULTS, type BrokerOptions } from '@runwire/broker-core/backend';
import type { ConformanceHarness } from '@runwire/broker-core/conformance';
import { FaultyBackend, type Latency } from './faulty-backend.js';

export interface MemoryHarnessOptions {
  readonly name?: string;
  readonly schedules?: number;
  readonly firstSeed?: number;
  /** How slow the backend of each broker is. Default: as fast as memory. */
  readonly createLatency?: () => Latency;
}

/** Brokers in RAM whose delivery path can be cut. Nobody else can see their storage, so `connect` gives the broker itself. */
export class MemoryHarness implements ConformanceHarness {
  readonly name: string;
  readonly schedules: number;
  readonly firstSeed: number;
  readonly #createLatency: (() => Latency) | undefined;
  readonly #backends = new WeakMap<MessageBroker, FaultyBackend>();

  constructor({ name = 'memory', schedules = 25, firstSeed = 1, createLatency }: MemoryHarnessOptions = {}) {
    this.name = name;
    this.schedules = schedules;
    this.firstSeed = firstSeed;
    this.#createLatency = createLatency;
  }

  createBroker(options: BrokerOptions = {}): Promise<MessageBroker> {
    const { maxMessageBytes = BROKER_DEFAULTS.maxMessageBytes, idempotencyMs = BROKER_DEFAULTS.idempotencyMs } = options;
    const backend = new FaultyBackend({ maxMessageBytes, idempotencyMs }, this.#createLatency?.());
    const broker = new BackendBroker(backend, options);
    this.#backends.set(broker, backend);
    return Promise.resolve(broker);
  }

  connect(broker: MessageBroker): Promise<MessageBroker> {
    return Promise.resolve(broker);
  }

  interrupt(broker: MessageBroker, meanwhile: () => Promise<void>): Promise<void> {
    return this.#backendOf(broker).interrupt(meanwhile);
  }

  loseHistory(broker: MessageBroker): Promise<void> {
    return this.#backendOf(broker).restartEmpty();
  }

  rewindHistory(broker: MessageBroker, topic: string, messages: number): Promise<void> {
    this.#backendOf(broker).rewind(topic, messages);
    return Promise.resolve();
  }

  #backendOf(broker: MessageBroker): FaultyBackend {
    const backend = this.#backends.get(broker);
    assert.ok(backend, 'this harness did not make the broker');
    return backend;
  }
}
