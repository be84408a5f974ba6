import { ClosedError, type BrokerError } from '../errors.js';
import type { CloseReason } from '../subscription.js';
import { Deferred } from './deferred.js';

/** The two promises of a subscription's life, made only when somebody asks: most never do. */
export class Milestones {
  #isReady = false;
  #reason: CloseReason | undefined;
  #ready: Deferred<void> | undefined;
  #closed: Deferred<CloseReason> | undefined;

  get ready(): Promise<void> {
    if (this.#isReady) return Promise.resolve();
    if (this.#ready === undefined) {
      this.#ready = new Deferred();
      if (this.#reason !== undefined) this.#ready.reject(errorOf(this.#reason));
    }
    return this.#ready.promise;
  }

  get closed(): Promise<CloseReason> {
    if (this.#closed === undefined) {
      this.#closed = new Deferred();
      if (this.#reason !== undefined) this.#closed.resolve(this.#reason);
    }
    return this.#closed.promise;
  }

  reachReady(): void {
    this.#isReady = true;
    this.#ready?.resolve();
    this.#ready = undefined;
  }

  reachEnd(reason: CloseReason): void {
    this.#reason = reason;
    this.#ready?.reject(errorOf(reason));
    this.#closed?.resolve(reason);
  }
}

function errorOf(reason: CloseReason): BrokerError {
  return reason.kind === 'failed' ? reason.error : new ClosedError('The subscription');
}
