import { BrokerError, ClosedError, ConnectionError, TimeoutError } from '@runwire/broker-core';
import { ServerReplyError } from '../connection/server-reply-error.js';

/** Replies after which the same batch is sent again, in order: nothing was executed. */
const REPEATABLE = new Set(['LOADING', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'MOVED', 'ASK', 'BUSY', 'OUTOFTURN']);

/** Whether a batch that failed so is sent again. */
export const isRepeatable = (error: BrokerError): boolean =>
  error instanceof ServerReplyError ? REPEATABLE.has(error.kind) : error instanceof ConnectionError;

export const toBrokerError = (error: unknown): BrokerError =>
  error instanceof BrokerError ? error : new BrokerError('BACKEND', `Publishing failed: ${error instanceof Error ? error.message : String(error)}`);

/** For what waited for a connection in vain. */
export function notSent(topic: string, problem: BrokerError): BrokerError {
  if (problem instanceof ClosedError) return problem;
  return new ConnectionError(`The message to "${topic}" was not sent: ${problem.message} Publish it again.`, { cause: problem });
}

/** For what was cut off on its way. */
export function perhapsSent(topic: string, problem: BrokerError): BrokerError {
  if (problem instanceof ClosedError) return problem;
  return new TimeoutError(`The message to "${topic}" may have been sent, it is not acknowledged: ${problem.message} Publish it again with the same id, if it had one.`, { cause: problem });
}
