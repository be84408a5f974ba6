import { afterAll, describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { FileHarness } from './file-harness.js';

const harness = new FileHarness();
afterAll(() => { harness.remove(); });

brokerConformance({ describe, it }, harness);
