import type { RedisCluster } from '../../../../tools/testing/redis-cluster.js';
import type { SentinelSet } from '../../../../tools/testing/sentinel-set.js';
import { createBroker, type RedisBroker, type RedisBrokerOptions } from '../../src/index.js';

type Connect = () => Promise<RedisBroker>;

export const toServer = ({ host, port }: { readonly host: string; readonly port: number }, options: RedisBrokerOptions = {}): Connect =>
  () => createBroker({ ...options, redis: { ...options.redis, host, port } });

export const toSentinels = ({ sentinels, name }: SentinelSet, options: RedisBrokerOptions = {}): Connect =>
  () => createBroker({ ...options, redis: { ...options.redis, sentinels: sentinels.map(({ host, port }) => ({ host, port })), sentinelName: name } });

export const toCluster = ({ nodes }: RedisCluster, options: RedisBrokerOptions = {}): Connect =>
  () => createBroker({ ...options, redis: { ...options.redis, clusterNodes: nodes.map(({ host, port }) => ({ host, port })) } });
