import { afterAll, describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { startCluster } from '../../../tools/testing/redis-cluster.js';
import { ProxiedHarness } from './support/proxied-harness.js';

const cluster = await startCluster();
afterAll(() => cluster.stop());

const redis = { clusterNodes: cluster.nodes.map(({ host, port }) => ({ host, port })), sharded: true };
brokerConformance({ describe, it }, new ProxiedHarness({ name: 'RedisBroker on a Cluster with sharded channels', servers: cluster.nodes, redis, schedules: 2 }));
