import { BrokerError, ConflictError } from '@runwire/broker-core';
import { decodeJson } from '@runwire/broker-core/backend';
import type { Reply } from '../connection/redis-client.js';
import { decodeHeader } from '../wire-format.js';
import type { Batch, BatchPart } from './batch.js';
import { wantsValue } from './encoded-message.js';
import type { KnownTop } from './known-tops.js';
import type { Pending } from './pending.js';

/** What the server answered to a batch. */
export interface Answer {
  readonly timestamp: number;
  readonly epoch: string;
  /** Of each part. */
  readonly outcomes: readonly Reply[];
}

/** Reads the reply of the append script: to a run, it is the header of its frame. @throws BrokerError */
export function answerOf(reply: Reply): Answer {
  if (typeof reply === 'string') {
    const header = decodeHeader(reply);
    if (header !== undefined) return { timestamp: header.timestamp, epoch: header.epoch, outcomes: [header.firstOffset] };
  }
  if (!Array.isArray(reply)) throw unexpected(reply);
  const [timestamp, epoch, ...outcomes] = reply as readonly Reply[];
  return { timestamp: Number(timestamp), epoch: String(epoch), outcomes };
}

/** Tells every message of a batch what the server answered. Returns those that have to be sent again, if any. */
export function settleBatch({ parts }: Batch, { timestamp, outcomes }: Answer): readonly Pending[] | undefined {
  const repeat: Pending[] = [];
  parts.forEach((part, index) => {
    const outcome = outcomes[index];
    if (typeof outcome === 'number') accept(part, timestamp, outcome);
    else if (!Array.isArray(outcome)) throw unexpected(outcomes);
    // What stands behind one that is sent again is based on it.
    else if (repeat.length > 0 && outcome[0] === 'conflict') repeat.push(...part);
    else repeat.push(...refuse(part, outcome as readonly Reply[]));
  });
  return repeat.length > 0 ? repeat : undefined;
}

/** Where the last message stands that the server has taken of a batch; undefined: it has retained none. */
export function topOf({ parts }: Batch, { epoch, outcomes }: Answer): KnownTop | undefined {
  const tops = outcomes.map((outcome, index) => (typeof outcome === 'number' && outcome > 0 ? outcome + (parts[index]?.length ?? 1) - 1 : 0));
  const offset = Math.max(...tops);
  return offset > 0 ? { epoch, offset } : undefined;
}

function accept(part: BatchPart, timestamp: number, firstOffset: number): void {
  part.forEach((pending, index) => {
    const { id, topic } = pending.message;
    pending.resolve(firstOffset === 0 ? { id, topic, timestamp, duplicate: false } : { id, topic, timestamp, offset: firstOffset + index, duplicate: false });
  });
}

/** A duplicate, or a condition that does not hold; the same value in another spelling is worth another try. */
function refuse([pending]: BatchPart, [kind, place, detail]: readonly Reply[]): BatchPart {
  if (pending === undefined) return [];
  const { id, topic, writes } = pending.message;
  if (kind === 'duplicate') {
    pending.resolve({ id, topic, timestamp: Number(detail), ...(place === 0 ? {} : { offset: Number(place) }), duplicate: true });
    return [];
  }
  const write = writes[Number(place) - 1];
  if (write === undefined) throw unexpected(detail ?? null);
  const current = typeof detail === 'string' ? decodeJson(detail) : undefined;
  if (typeof detail === 'string' && detail !== write.expected && wantsValue(write, current)) {
    write.expected = detail;
    return [pending];
  }
  pending.reject(new ConflictError(write.key, current));
  return [];
}

function unexpected(reply: Reply): BrokerError {
  return new BrokerError('BACKEND', `Redis answered the append script with ${JSON.stringify(reply).slice(0, 100)}; is another version of Runwire at work under this key prefix?`);
}
