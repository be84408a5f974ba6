import { afterAll, describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { startSentinelSet } from '../../../tools/testing/sentinel-set.js';
import { ProxiedHarness } from './support/proxied-harness.js';

const set = await startSentinelSet();
afterAll(() => set.stop());

const sentinels = set.sentinels.map(({ host, port }) => ({ host, port }));
brokerConformance({ describe, it }, new ProxiedHarness({ name: 'RedisBroker through Sentinel', servers: set.servers, redis: { sentinels, sentinelName: set.name } }));
