import { describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { MemoryHarness } from './memory-harness.js';

brokerConformance({ describe, it }, new MemoryHarness());
