import { afterAll, describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { startCluster } from '../../../tools/testing/redis-cluster.js';
import { ProxiedHarness } from './support/proxied-harness.js';

const cluster = await startCluster();
afterAll(() => cluster.stop());

const clusterNodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
brokerConformance({ describe, it }, new ProxiedHarness({ name: 'RedisBroker on a Cluster', servers: cluster.nodes, redis: { clusterNodes } }));
