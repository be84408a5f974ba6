import { describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { MemoryHarness } from '../memory-harness.js';
import { createUnevenLatency } from '../uneven-latency.js';

brokerConformance({ describe, it }, new MemoryHarness({ name: 'memory behind an uneven path', schedules: 1_000, firstSeed: 1_001, createLatency: createUnevenLatency }));
