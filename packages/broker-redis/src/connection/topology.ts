import { ConfigError, type RedisConfig } from '@runwire/broker-core';
import { ClusterMap, type OpenNode } from './cluster-map.js';
import { ClusterServers } from './cluster-servers.js';
import type { ClientSettings } from './client-options.js';
import type { Commands } from './commands.js';
import { Line, type LineState } from './line.js';
import { assertMaster } from './master-check.js';
import { MasterLines } from './master-lines.js';
import { RedisClient } from './redis-client.js';
import { Sentinels } from './sentinels.js';
import type { Reach, ServerAddress } from './server-address.js';
import { serverSettings } from './server-settings.js';
import { SingleServer } from './single-server.js';

/** The servers of a configuration, and how to reach what. */
export interface Topology {
  readonly commands: Commands & ServerGroup;
  readonly subscriber: Subscriber;
  /** Database number. */
  readonly db: number;
  close(): void;
}

/** The connections that bring what is published: any one, or, of sharded channels, one to each master. They reconnect until they are closed. */
export type Subscriber =
  | { readonly kind: 'any'; readonly line: Line }
  | { readonly kind: 'shards'; readonly map: ClusterMap; readonly lines: MasterLines };

/** What holds connections for commands. */
export interface ServerGroup {
  /** Connects for the first time. @throws ConnectionError */
  open(): Promise<void>;
  states(): readonly LineState[];
  close(): void;
}

export interface TopologyOptions {
  readonly redis: RedisConfig;
  readonly reach: Reach;
  /** Milliseconds between two probes of a connection. Default: what suits the topology. */
  readonly probeMs: number | undefined;
  readonly onState: () => void;
  /** A connection for commands is there (again). */
  readonly prepareCommands: (client: RedisClient) => Promise<void>;
  readonly prepareSubscriber: (client: RedisClient) => Promise<void>;
}

/** Milliseconds between looks at where the master is. */
const SENTINEL_PROBE_MS = 1_000;

/** Does no I/O. @throws ConfigError */
export function createTopology(options: TopologyOptions): Topology {
  const { redis } = options;
  const settings = serverSettings(redis);
  if (redis.sharded === true && redis.clusterNodes === undefined) {
    throw new ConfigError('Sharded channels (sharded: true, REDIS_SHARDED) are those of a Cluster; name some of its nodes in clusterNodes (REDIS_CLUSTER_NODES), or leave the option out.');
  }
  if (redis.clusterNodes !== undefined) return clusterTopology(options, settings, redis.clusterNodes);
  if (redis.sentinels !== undefined) return sentinelTopology(options, settings, redis.sentinels);
  return fixedTopology(options, settings);
}

function fixedTopology({ reach, probeMs, onState, prepareCommands, prepareSubscriber }: TopologyOptions, settings: ClientSettings): Topology {
  const open = (signal: AbortSignal): Promise<RedisClient> => RedisClient.open({ ...settings, address: reach(settings.address) }, signal);
  const line = new Line({ open, probeMs, onState, prepare: afterMasterCheck(prepareCommands) });
  const subscriber = new Line({ open, probeMs, onState, prepare: afterMasterCheck(prepareSubscriber) });
  return { commands: new SingleServer(line), subscriber: { kind: 'any', line: subscriber }, db: settings.db, close: () => undefined };
}

function sentinelTopology({ redis, reach, probeMs = SENTINEL_PROBE_MS, onState, prepareCommands, prepareSubscriber }: TopologyOptions, settings: ClientSettings, addresses: readonly ServerAddress[]): Topology {
  const sentinels = new Sentinels({ addresses, name: redis.sentinelName ?? '', password: redis.sentinelPassword, reach });
  const closing = new AbortController();
  const masters = new WeakMap<RedisClient, ServerAddress>();
  const open = async (signal: AbortSignal): Promise<RedisClient> => {
    const address = await sentinels.locate(signal);
    const client = await RedisClient.open({ ...settings, address: reach(address) }, signal);
    masters.set(client, address);
    return client;
  };
  const check = async (client: RedisClient): Promise<void> => {
    const address = masters.get(client);
    if (address !== undefined) await sentinels.assertMaster(address, closing.signal);
  };
  const common = { open, onState, check, probeMs };
  const line = new Line({ ...common, prepare: afterMasterCheck(prepareCommands) });
  const subscriber = new Line({ ...common, prepare: afterMasterCheck(prepareSubscriber) });
  const close = (): void => {
    closing.abort();
    sentinels.close();
  };
  return { commands: new SingleServer(line), subscriber: { kind: 'any', line: subscriber }, db: settings.db, close };
}

function clusterTopology({ redis, reach, probeMs, onState, prepareCommands, prepareSubscriber }: TopologyOptions, settings: ClientSettings, seeds: readonly ServerAddress[]): Topology {
  const open: OpenNode = (address, signal) => RedisClient.open({ ...settings, address: reach(address) }, signal);
  const map = new ClusterMap({ seeds, open });
  const commands = new ClusterServers(map, new MasterLines({ map, open, probeMs, onState, prepare: prepareCommands }));
  return { commands, subscriber: redis.sharded === true ? shards() : anyNode(), db: 0, close: () => undefined };

  /** PUBLISH reaches all nodes of a Cluster, so any of them will do. */
  function anyNode(): Subscriber {
    const openAny = async (signal: AbortSignal): Promise<RedisClient> => open(await commands.anyNode(), signal);
    return { kind: 'any', line: new Line({ open: openAny, probeMs, onState, prepare: prepareSubscriber }) };
  }

  function shards(): Subscriber {
    return { kind: 'shards', map, lines: new MasterLines({ map, open, probeMs, onState, prepare: prepareSubscriber }) };
  }
}

const afterMasterCheck =
  (prepare: (client: RedisClient) => Promise<void>) =>
  async (client: RedisClient): Promise<void> => {
    await assertMaster(client);
    await prepare(client);
  };
