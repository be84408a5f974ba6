import { entityOf, parseKey } from './address.js';
import type { SubscribeOptions } from './subscription.js';
import { BrokerError, InvalidTopicError } from './errors.js';
import { quoted } from './quoted.js';
import type { HistoryPolicy } from './message.js';

/** Most messages a subscription may queue. */
export const MAX_QUEUE_SIZE = 1_000_000;
const MAX_ID_LENGTH = 128;
const ID = /^[\x21-\x7e]{1,128}$/;
const OVERFLOWS: readonly unknown[] = ['catch-up', 'drop-oldest', 'error'];

/** A whole number between two bounds, or an error that names the option. @throws BrokerError (`INVALID_ARGUMENT`) */
export function parseWhole(name: string, value: unknown, least: number, most: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${String(least)}` : `from ${String(least)} to ${String(most)}`;
  throw new BrokerError('INVALID_ARGUMENT', `${name} is ${typeof value === 'string' ? quoted(value) : String(value)}; use a whole number ${range}.`);
}

export const parseTtl = (ttlMs: unknown): { ttlMs?: number } => (ttlMs === undefined ? {} : { ttlMs: parseWhole('ttlMs', ttlMs, 1) });

export function parsePolicy(policy: HistoryPolicy | false): HistoryPolicy | false {
  if (policy === false) return false;
  parseWhole('history.maxLength', policy.maxLength, 1);
  parseWhole('history.ttlMs', policy.ttlMs, 1);
  return policy;
}

export function parseId(id: string): string {
  if (typeof id === 'string' && ID.test(id)) return id;
  const shown = typeof id === 'string' ? quoted(id) : String(id);
  throw new BrokerError('INVALID_ARGUMENT', `id is ${shown}; use 1 to ${String(MAX_ID_LENGTH)} visible ASCII characters without spaces.`);
}

/** State that is saved with a message belongs to the message's entity: only that can be one atomic step. */
export function parseSavedKey(topic: string, key: string): string {
  const entity = entityOf(topic);
  if (entityOf(parseKey(key)) === entity) return key;
  throw new InvalidTopicError(
    `Key "${key}" is not of the entity "${entity}" of topic "${topic}"; save it with a publish to its own entity, or with store.set.`,
  );
}

export interface ParsedSubscribeOptions {
  readonly maxQueueSize: number;
  readonly overflow: NonNullable<SubscribeOptions['overflow']>;
}

export function parseSubscribeOptions(options: SubscribeOptions, defaultQueueSize: number): ParsedSubscribeOptions {
  const { maxQueueSize = defaultQueueSize, overflow = 'catch-up' } = options;
  if (!OVERFLOWS.includes(overflow)) {
    throw new BrokerError('INVALID_ARGUMENT', `overflow is "${overflow}"; use 'catch-up', 'drop-oldest' or 'error'.`);
  }
  return { maxQueueSize: parseWhole('maxQueueSize', maxQueueSize, 1, MAX_QUEUE_SIZE), overflow };
}
