import type { BrokerError, BrokerStatus } from '@runwire/broker-core';
import type { LineState } from './connection/line.js';

/** Where the broker stands, by where its connections do: the worst of them, and what is refused to it. */
export function statusOf(states: readonly LineState[], refused: BrokerError | undefined): BrokerStatus {
  const waiting = states.find((state) => state.kind === 'waiting');
  if (waiting !== undefined) {
    const { attempt, retryInMs, error } = waiting;
    return { kind: 'reconnecting', attempt, retryInMs, error };
  }
  if (states.some(({ kind }) => kind === 'closed')) return { kind: 'closed' };
  if (states.some(({ kind }) => kind === 'connecting')) return { kind: 'connecting' };
  if (states.every(({ kind }) => kind === 'idle')) return { kind: 'idle' };
  return refused === undefined ? { kind: 'ready' } : { kind: 'degraded', error: refused };
}

/** Whether nothing has changed that a listener would want to hear of. */
export function isSameStatus(a: BrokerStatus, b: BrokerStatus): boolean {
  if (a.kind === 'reconnecting' && b.kind === 'reconnecting') return a.attempt === b.attempt && a.error === b.error;
  return a.kind === b.kind;
}
