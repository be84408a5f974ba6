import { z } from 'zod';
import type { InvalidReport } from './backend-port.js';
import { ConfigError } from './errors.js';
import { MAX_QUEUE_SIZE } from './option-checks.js';

/** Environment variables, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const port = z.int().min(1).max(65_535);
const address = z.strictObject({ host: z.string().min(1), port });
const count = z.int().min(1);

const redisSchema = z.strictObject({
  /** `redis://` or `rediss://`, with user, password, host, port and database as far as wanted; excludes the fields it can carry. */
  url: z.url({ protocol: /^rediss?$/ }).optional(),
  /** Default `127.0.0.1`. */
  host: z.string().min(1).optional(),
  /** Default 6379. */
  port: port.optional(),
  /** Database number; default 0. A Cluster knows only 0. */
  db: z.int().min(0).optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  /** `true`, or what Node's `tls.connect` needs: `ca`, `cert`, `key` (PEM text), `servername`. Default `false`. */
  tls: z
    .union([
      z.boolean(),
      z.strictObject({
        ca: z.string().optional(),
        cert: z.string().optional(),
        key: z.string().optional(),
        servername: z.string().optional(),
        rejectUnauthorized: z.boolean().optional(),
      }),
    ])
    .optional(),
  /** The Sentinels to ask for the master called `sentinelName`. */
  sentinels: z.array(address).min(1).optional(),
  sentinelName: z.string().min(1).optional(),
  /** Password of the Sentinels themselves, where it is another than the master's. */
  sentinelPassword: z.string().optional(),
  /** Some nodes of a Cluster; the others are discovered. */
  clusterNodes: z.array(address).min(1).optional(),
  /** On a Cluster of Redis 7 or newer, or Valkey: sharded channels (SPUBLISH), which reach only the nodes concerned. The same for all clients of a prefix. Default `false`. */
  sharded: z.boolean().optional(),
  /** What every key and channel begins with. Default `runwire:`. */
  keyPrefix: z.string().max(128).regex(/^[A-Za-z0-9:_-]*$/, 'use only letters, digits, ":", "_" and "-"').optional(),
});

const configSchema = z.strictObject({
  /** `memory` (default), `redis`, or the name of any backend packaged as `@runwire/broker-<type>`. */
  type: z.string().regex(/^[a-z][a-z0-9-]*$/, 'use a lower-case name like "memory" or "redis"').default('memory'),
  /** Messages a subscription queues at most, 1 to 1 000 000. Default 1 000. */
  maxQueueSize: count.max(MAX_QUEUE_SIZE).optional(),
  /** Approximate bytes a subscription queues at most. Default 64 MiB. */
  maxQueueBytes: count.optional(),
  /** Open subscriptions at most. Default 100. */
  maxSubscribers: count.optional(),
  /** UTF-8 bytes of JSON a message or value may have. Default 1 MiB. */
  maxMessageBytes: count.optional(),
  /** Milliseconds during which a message id given twice is taken once. Default 300 000. */
  idempotencyMs: count.optional(),
  /** What is retained where the publisher does not say. Default `{ maxLength: 1 000, ttlMs: 86 400 000 }`. */
  history: z.union([z.literal(false), z.strictObject({ maxLength: count, ttlMs: count })]).optional(),
  /** Hears of what arrived broken from outside. */
  onInvalid: z.custom<(report: InvalidReport) => void>((value) => typeof value === 'function', 'must be a function').optional(),
  /** Only for type `redis`. */
  redis: redisSchema.optional(),
});

/** How to reach Redis; mirrors the `REDIS_*` variables. */
export type RedisConfig = z.output<typeof redisSchema>;
/** What a broker can be configured with; mirrors the environment variables. All fields have defaults. */
export type BrokerConfig = z.input<typeof configSchema>;
/** A checked configuration. */
export type ParsedBrokerConfig = z.output<typeof configSchema>;

/** Checks a configuration object. @throws ConfigError naming every field that is wrong; values of secrets are not shown. */
export function parseBrokerConfig(config: BrokerConfig): ParsedBrokerConfig {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) throw new ConfigError(`The broker configuration is wrong: ${parsed.error.issues.map((issue) => describe(issue)).join('; ')}.`);
  assertCoherent(parsed.data);
  return parsed.data;
}

/** Reads the configuration from the environment; an empty variable counts as unset. @throws ConfigError naming the variable */
export function configFromEnvironment(environment: Environment = process.env): ParsedBrokerConfig {
  const read = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const type = read('MESSAGE_BROKER_TYPE') ?? 'memory';
  const redis = type === 'redis' ? redisFromEnvironment(read) : undefined;
  const config = definedOf({
    type,
    maxQueueSize: readWhole(read, 'MESSAGE_BROKER_MAX_QUEUE_SIZE'),
    maxSubscribers: readWhole(read, 'MESSAGE_BROKER_MAX_SUBSCRIBERS'),
    redis,
  });
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) throw new ConfigError(`The environment is wrong: ${parsed.error.issues.map((issue) => describe(issue, VARIABLES)).join('; ')}.`);
  assertCoherent(parsed.data);
  return parsed.data;
}

type Read = (name: string) => string | undefined;

const VARIABLES: Readonly<Record<string, string>> = {
  type: 'MESSAGE_BROKER_TYPE',
  maxQueueSize: 'MESSAGE_BROKER_MAX_QUEUE_SIZE',
  maxSubscribers: 'MESSAGE_BROKER_MAX_SUBSCRIBERS',
  'redis.url': 'REDIS_URL',
  'redis.host': 'REDIS_HOST',
  'redis.port': 'REDIS_PORT',
  'redis.db': 'REDIS_DB',
  'redis.sentinels': 'REDIS_SENTINELS',
  'redis.sentinelName': 'REDIS_SENTINEL_NAME',
  'redis.clusterNodes': 'REDIS_CLUSTER_NODES',
  'redis.sharded': 'REDIS_SHARDED',
  'redis.keyPrefix': 'REDIS_KEY_PREFIX',
};

function redisFromEnvironment(read: Read): unknown {
  return definedOf({
    url: read('REDIS_URL'),
    host: read('REDIS_HOST'),
    port: readWhole(read, 'REDIS_PORT'),
    db: readWhole(read, 'REDIS_DB'),
    username: read('REDIS_USERNAME'),
    password: read('REDIS_PASSWORD'),
    tls: readFlag(read, 'REDIS_TLS'),
    sentinels: readAddresses(read, 'REDIS_SENTINELS', 26_379),
    sentinelName: read('REDIS_SENTINEL_NAME'),
    clusterNodes: readAddresses(read, 'REDIS_CLUSTER_NODES', 6_379),
    sharded: readFlag(read, 'REDIS_SHARDED'),
    keyPrefix: read('REDIS_KEY_PREFIX'),
  });
}

function readWhole(read: Read, name: string): number | undefined {
  const text = read(name);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ConfigError(`${name} is ${JSON.stringify(text)}; set it to a whole number, or leave it unset.`);
}

function readFlag(read: Read, name: string): boolean | undefined {
  const text = read(name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (['1', 'true', 'yes', 'on'].includes(text)) return true;
  if (['0', 'false', 'no', 'off'].includes(text)) return false;
  throw new ConfigError(`${name} is ${JSON.stringify(text)}; set it to true or false, or leave it unset.`);
}

/** `host:port,host:port`; IPv6 in brackets. */
function readAddresses(read: Read, name: string, defaultPort: number): { host: string; port: number }[] | undefined {
  return read(name)
    ?.split(',')
    .map((part) => {
      const found = /^(?:\[([^\]]+)\]|([^:\s]+))(?::(\d{1,5}))?$/.exec(part.trim());
      const host = found?.[1] ?? found?.[2];
      if (host === undefined) throw new ConfigError(`${name} holds ${JSON.stringify(part)}; write host:port, separated by commas.`);
      return { host, port: found?.[3] === undefined ? defaultPort : Number(found[3]) };
    });
}

/** What no single field can tell. */
function assertCoherent({ type, redis }: ParsedBrokerConfig): void {
  if (redis === undefined) return;
  if (type !== 'redis') throw new ConfigError(`There are redis settings, but the broker type is "${type}"; set type (MESSAGE_BROKER_TYPE) to "redis", or remove them.`);
  const { url, host, sentinels, sentinelName, clusterNodes, db = 0 } = redis;
  const ways = Object.entries({ 'url (REDIS_URL)': url, 'host (REDIS_HOST)': host, 'sentinels (REDIS_SENTINELS)': sentinels, 'clusterNodes (REDIS_CLUSTER_NODES)': clusterNodes });
  const given = ways.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length > 1) throw new ConfigError(`Redis is given by ${given.join(' and ')}; use one of them.`);
  if (sentinels !== undefined && sentinelName === undefined) {
    throw new ConfigError('There are Sentinels, but no master is named; set sentinelName (REDIS_SENTINEL_NAME), often "mymaster".');
  }
  if (clusterNodes !== undefined && db !== 0) throw new ConfigError(`A Redis Cluster has only database 0, not ${String(db)}; remove db (REDIS_DB).`);
}

/** A setting of Redis at the top. */
const isMisplaced = (issue: z.core.$ZodIssue): boolean => issue.code === 'unrecognized_keys' && issue.path.length === 0 && issue.keys.some((key) => key in redisSchema.shape);

/** Without the value for what may be a secret. */
function describe(issue: z.core.$ZodIssue, names: Readonly<Record<string, string>> = {}): string {
  const path = issue.path.map(String);
  // A variable that holds a list has an issue in one of its parts.
  const variable = path.map((_, index) => names[path.slice(0, path.length - index).join('.')]).find((name) => name !== undefined);
  return `${variable ?? (path.join('.') || 'the configuration')}: ${issue.message}${isMisplaced(issue) ? '; settings of Redis go into redis: { … }' : ''}`;
}

const definedOf = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
