/// <reference lib="esnext.disposable" preserve="true" />
import type { CloseReason, Cursor } from '@runwire/broker-core';
import type { ChannelSubscription } from './channel-subscription.js';

/** The iterator behind a watch. */
export interface Run<Change> extends AsyncIterator<Change, undefined, undefined> {
  readonly subscription: ChannelSubscription<unknown>;
  readonly cursor: Cursor;
}

/**
 * A snapshot, then every change: `for await (const change of watch)`. It goes on through lost connections and a slow
 * consumer. `break`, `close()`, an aborted signal and `await using` end it at once. It can be iterated once.
 */
export class Watch<Change> implements AsyncIterable<Change>, AsyncDisposable {
  readonly #run: Run<Change>;
  /** Resolves when changes from now on are told. Rejects if the watch cannot be placed. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, with the reason. Never rejects. */
  readonly closed: Promise<CloseReason>;

  constructor(run: Run<Change>) {
    this.#run = run;
    this.ready = run.subscription.ready;
    this.closed = run.subscription.closed;
  }

  /** Where to resume: a watch `from` it tells a new snapshot, and then every event behind the last one told here.
   * Read it in the body of the loop: while the next change is awaited, one event more may count as told. @throws BrokerError (`INVALID_ARGUMENT`) before `ready` */
  get cursor(): Cursor {
    return this.#run.cursor;
  }

  [Symbol.asyncIterator](): AsyncIterator<Change, undefined, undefined> {
    return this.#run;
  }

  /** Ends it. Idempotent; never rejects. */
  close(): Promise<void> {
    return this.#run.subscription.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
