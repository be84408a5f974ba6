import { describe, expect, it } from '@jest/globals';
import { configFromEnvironment, parseBrokerConfig, type BrokerConfig, type Environment } from '../src/config.js';
import { ConfigError } from '../src/errors.js';

const REDIS = { MESSAGE_BROKER_TYPE: 'redis' };

/** Environment, and what it means. */
const MEANINGS: readonly (readonly [Environment, BrokerConfig])[] = [
  [{}, { type: 'memory' }],
  [{ MESSAGE_BROKER_TYPE: 'memory', REDIS_HOST: 'ignored' }, { type: 'memory' }],
  [{ MESSAGE_BROKER_TYPE: 'nats' }, { type: 'nats' }],
  [{ MESSAGE_BROKER_MAX_QUEUE_SIZE: '5', MESSAGE_BROKER_MAX_SUBSCRIBERS: '7' }, { type: 'memory', maxQueueSize: 5, maxSubscribers: 7 }],
  [REDIS, { type: 'redis', redis: {} }],
  [{ ...REDIS, REDIS_URL: 'rediss://user:secret@host:1/2' }, { type: 'redis', redis: { url: 'rediss://user:secret@host:1/2' } }],
  [{ ...REDIS, REDIS_HOST: 'h', REDIS_PORT: '1', REDIS_DB: '2', REDIS_USERNAME: 'u', REDIS_PASSWORD: 'p', REDIS_TLS: 'true', REDIS_KEY_PREFIX: 'x:' }, { type: 'redis', redis: { host: 'h', port: 1, db: 2, username: 'u', password: 'p', tls: true, keyPrefix: 'x:' } }],
  [{ ...REDIS, REDIS_SENTINELS: 'a:1, b,[::1]:3', REDIS_SENTINEL_NAME: 'mymaster' }, { type: 'redis', redis: { sentinels: [{ host: 'a', port: 1 }, { host: 'b', port: 26_379 }, { host: '::1', port: 3 }], sentinelName: 'mymaster' } }],
  [{ ...REDIS, REDIS_CLUSTER_NODES: 'a:1,b' }, { type: 'redis', redis: { clusterNodes: [{ host: 'a', port: 1 }, { host: 'b', port: 6_379 }] } }],
  [{ ...REDIS, REDIS_CLUSTER_NODES: 'a', REDIS_SHARDED: 'true' }, { type: 'redis', redis: { clusterNodes: [{ host: 'a', port: 6_379 }], sharded: true } }],
];

/** Environment, and the variable that the error names. */
const WRONG: readonly (readonly [Environment, string])[] = [
  [{ MESSAGE_BROKER_TYPE: 'Redis!' }, 'MESSAGE_BROKER_TYPE'],
  [{ MESSAGE_BROKER_MAX_QUEUE_SIZE: '0' }, 'MESSAGE_BROKER_MAX_QUEUE_SIZE'],
  [{ MESSAGE_BROKER_MAX_QUEUE_SIZE: '1e3' }, 'MESSAGE_BROKER_MAX_QUEUE_SIZE'],
  [{ MESSAGE_BROKER_MAX_QUEUE_SIZE: '1000001' }, 'MESSAGE_BROKER_MAX_QUEUE_SIZE'],
  [{ MESSAGE_BROKER_MAX_SUBSCRIBERS: 'many' }, 'MESSAGE_BROKER_MAX_SUBSCRIBERS'],
  [{ MESSAGE_BROKER_MAX_SUBSCRIBERS: '-1' }, 'MESSAGE_BROKER_MAX_SUBSCRIBERS'],
  [{ ...REDIS, REDIS_URL: 'http://user:s3cret@host' }, 'REDIS_URL'],
  [{ ...REDIS, REDIS_URL: 's3cret' }, 'REDIS_URL'],
  [{ ...REDIS, REDIS_PORT: '65536' }, 'REDIS_PORT'],
  [{ ...REDIS, REDIS_PORT: '6379x' }, 'REDIS_PORT'],
  [{ ...REDIS, REDIS_DB: '-1' }, 'REDIS_DB'],
  [{ ...REDIS, REDIS_TLS: 'maybe' }, 'REDIS_TLS'],
  [{ ...REDIS, REDIS_KEY_PREFIX: 'a b' }, 'REDIS_KEY_PREFIX'],
  [{ ...REDIS, REDIS_SENTINELS: 'a:b:c', REDIS_SENTINEL_NAME: 'm' }, 'REDIS_SENTINELS'],
  [{ ...REDIS, REDIS_SENTINELS: 'a:99999', REDIS_SENTINEL_NAME: 'm' }, 'REDIS_SENTINELS'],
  [{ ...REDIS, REDIS_SENTINELS: 'a' }, 'REDIS_SENTINEL_NAME'],
  [{ ...REDIS, REDIS_CLUSTER_NODES: ',' }, 'REDIS_CLUSTER_NODES'],
  [{ ...REDIS, REDIS_CLUSTER_NODES: 'a', REDIS_DB: '1' }, 'REDIS_DB'],
  [{ ...REDIS, REDIS_URL: 'redis://:s3cret@a', REDIS_HOST: 'b' }, 'REDIS_HOST'],
  [{ ...REDIS, REDIS_CLUSTER_NODES: 'a', REDIS_SENTINELS: 'b', REDIS_SENTINEL_NAME: 'm' }, 'REDIS_SENTINELS'],
];

const errorOf = (make: () => unknown): ConfigError => {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('configuration from the environment', () => {
  it.each(MEANINGS.map(([environment, config]) => [JSON.stringify(environment), environment, config] as const))('understands %s', (_name, environment, config) => {
    expect(configFromEnvironment(environment)).toEqual(config);
    expect(parseBrokerConfig(config)).toEqual(config);
  });

  it('takes an empty variable as unset', () => {
    const names = ['TYPE', 'MAX_QUEUE_SIZE', 'MAX_SUBSCRIBERS'].map((name) => `MESSAGE_BROKER_${name}`);
    expect(configFromEnvironment(Object.fromEntries(names.map((name) => [name, ''])))).toEqual({ type: 'memory' });
    const redis = ['URL', 'HOST', 'PORT', 'DB', 'USERNAME', 'PASSWORD', 'TLS', 'SENTINELS', 'SENTINEL_NAME', 'CLUSTER_NODES', 'KEY_PREFIX'].map((name) => [`REDIS_${name}`, '']);
    expect(configFromEnvironment({ ...REDIS, ...Object.fromEntries(redis) as Environment })).toEqual({ type: 'redis', redis: {} });
  });

  it.each(['1', 'true', 'TRUE', 'yes', 'on'])('takes REDIS_TLS=%s as true', (text) => {
    expect(configFromEnvironment({ ...REDIS, REDIS_TLS: text }).redis?.tls).toBe(true);
  });

  it.each(['0', 'false', 'No', 'off'])('takes REDIS_TLS=%s as false', (text) => {
    expect(configFromEnvironment({ ...REDIS, REDIS_TLS: text }).redis?.tls).toBe(false);
  });

  it.each(WRONG.map(([environment, name]) => [JSON.stringify(environment), environment, name] as const))('refuses %s, naming the variable and no secret', (_name, environment, name) => {
    const { message, code } = errorOf(() => configFromEnvironment({ REDIS_PASSWORD: 'hunter2', ...environment }));
    expect(code).toBe('CONFIG');
    expect(message).toContain(name);
    expect(message).not.toMatch(/s3cret|hunter2/);
  });
});

describe('configuration objects', () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [{ typo: 1 }, 'typo'], [{ type: 'redis', url: 'redis://host' }, 'settings of Redis go into redis: { … }'], [{ type: 'redis', redis: { hots: 'x' } }, 'hots'], [{ maxQueueSize: 0 }, 'maxQueueSize'], [{ maxSubscribers: 1.5 }, 'maxSubscribers'], [{ history: true }, 'history'],
    [{ history: { maxLength: 1 } }, 'history'], [{ onInvalid: 'log' }, 'onInvalid'], [{ type: 'redis', redis: { port: 0 } }, 'redis.port'], [{ type: 'memory', redis: {} }, 'redis'], [{ type: 'redis', redis: { password: 7 } }, 'redis.password'],
  ];

  it.each(wrong.map(([config, name]) => [JSON.stringify(config), config, name] as const))('refuses %s, naming the field', (_name, config, name) => {
    expect(errorOf(() => parseBrokerConfig(config as BrokerConfig)).message).toContain(name);
  });

  it('shows no value of a wrong secret', () => {
    const config = { type: 'redis', redis: { password: ['s3cret'], url: 'nonsense s3cret', tls: { key: 5, ca: 's3cret', s3cret: 1 } } } as unknown as BrokerConfig;
    const { message, cause } = errorOf(() => parseBrokerConfig(config));
    expect(message.replace('Unrecognized key: "s3cret"', '')).not.toContain('s3cret');
    expect(cause).toBeUndefined();
  });

  it('keeps everything else as it was given', () => {
    const onInvalid = (): void => undefined;
    const config = { type: 'redis', maxQueueSize: 1, maxQueueBytes: 2, maxSubscribers: 3, maxMessageBytes: 4, idempotencyMs: 5, history: { maxLength: 6, ttlMs: 7 }, onInvalid, redis: { host: 'h' } };
    expect(parseBrokerConfig(config)).toEqual(config);
    expect(parseBrokerConfig({ history: false })).toEqual({ type: 'memory', history: false });
  });
});
