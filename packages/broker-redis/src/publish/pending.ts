import type { BrokerError, HistoryPolicy, Receipt } from '@runwire/broker-core';
import { wantSame, type EncodedMessage, type EncodedWrite } from './encoded-message.js';

/** Counts what is held. */
export interface Holder {
  release(message: EncodedMessage): void;
}

const nothing = (): void => undefined;

/** A message that is not acknowledged yet, and who waits for it. */
export class Pending {
  readonly message: EncodedMessage;
  /** When it is given up, on the monotonic clock, milliseconds. */
  readonly deadline: number;
  /** What becomes of it. */
  readonly receipt: Promise<Receipt>;
  #holder: Holder | undefined;
  #resolve: (receipt: Receipt) => void = nothing;
  #reject: (error: BrokerError) => void = nothing;

  constructor(message: EncodedMessage, deadline: number, holder: Holder) {
    this.message = message;
    this.deadline = deadline;
    this.#holder = holder;
    this.receipt = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  resolve(receipt: Receipt): void {
    this.#release();
    this.#resolve(receipt);
  }

  reject(error: BrokerError): void {
    this.#release();
    this.#reject(error);
  }

  #release(): void {
    this.#holder?.release(this.message);
    this.#holder = undefined;
  }
}

/** Needs a script of its own among the others: an id to look up, or state to write. */
export const isSpecial = ({ message }: Pending): boolean => message.idempotent || message.writes.length > 0;

/** Its outcome may be that it has to be sent again, before those behind it. */
export const mayRepeat = ({ message }: Pending): boolean =>
  message.writes.some(({ onlyIf }) => onlyIf === 'equals');

/**
 * Wants to find just what the one before writes: it is taken if that one is taken, and has to be sent again if that one has
 * to. (Unless that one writes what stands there: then this one may be taken without it.)
 */
export function isBasedOn({ message }: Pending, before: Pending): boolean {
  const conditional = message.writes.filter(({ onlyIf }) => onlyIf !== undefined);
  return conditional.length > 0 && conditional.every((write) => before.message.writes.some((earlier) => isNextOf(write, earlier)));
}

function isNextOf(write: EncodedWrite, earlier: EncodedWrite): boolean {
  return write.onlyIf === 'equals' && earlier.key === write.key && earlier.text === write.expected && !wantSame(earlier, write);
}

export const isSamePolicy = (a: HistoryPolicy | false, b: HistoryPolicy | false): boolean =>
  a === b || (a !== false && b !== false && a.maxLength === b.maxLength && a.ttlMs === b.ttlMs);
