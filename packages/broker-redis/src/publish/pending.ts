import type { BrokerError, HistoryPolicy, Receipt } from '@runwire/broker-core';
import type { EncodedMessage } from './encoded-message.js';

/** A message that is not acknowledged yet, and who waits for it. */
export interface Pending {
  readonly message: EncodedMessage;
  /** When it is given up, on the monotonic clock, milliseconds. */
  readonly deadline: number;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: BrokerError) => void;
}

/** Needs a script of its own among the others: an id to look up, or state to write. */
export const isSpecial = ({ message }: Pending): boolean => message.idempotent || message.writes.length > 0;

/** Its outcome may be that it has to be sent again, before those behind it. */
export const mayRepeat = ({ message }: Pending): boolean =>
  message.writes.some(({ onlyIf }) => onlyIf !== undefined && onlyIf !== 'absent');

export const isSamePolicy = (a: HistoryPolicy | false, b: HistoryPolicy | false): boolean =>
  a === b || (a !== false && b !== false && a.maxLength === b.maxLength && a.ttlMs === b.ttlMs);
