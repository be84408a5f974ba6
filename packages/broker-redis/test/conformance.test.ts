import { afterAll, describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { startRedis } from '../../../tools/testing/redis-server.js';
import { ProxiedHarness } from './support/proxied-harness.js';

const server = await startRedis();
afterAll(() => server.stop());

brokerConformance({ describe, it }, new ProxiedHarness({ name: 'RedisBroker on one server', servers: [server], redis: { host: server.host, port: server.port } }));
