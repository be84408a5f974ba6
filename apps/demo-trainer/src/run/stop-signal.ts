import type { TrainingRun } from '@runwire/channels';

/** The end may take this long to reach the broker when the process is to end; the whole program has two seconds. */
const CANCEL_MS = 1_000;

/** Both ways to stop an experiment: a request that arrives through its channel, and a signal of the process. */
export class StopSignal implements Disposable {
  /** Aborts with the first of the two. */
  readonly signal: AbortSignal;
  readonly #run: TrainingRun;
  readonly #process: AbortSignal | undefined;

  constructor(run: TrainingRun, process: AbortSignal | undefined) {
    this.signal = process === undefined ? run.signal : AbortSignal.any([run.signal, process]);
    this.#run = run;
    this.#process = process;
    process?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Ends the run as cancelled. Gives the reason in words, and what the broker did not take of the run before the process must end. */
  async endRun(): Promise<string> {
    const reason = this.#reason;
    if (this.#process?.aborted !== true) {
      await this.#run.finish();
      return reason;
    }
    await this.#run.cancel(reason, { timeoutMs: CANCEL_MS }).catch((error: unknown) => {
      if (this.#run.unsent === 0) throw error;
    });
    return `${reason}${describeUnsent(this.#run.unsent)}`;
  }

  [Symbol.dispose](): void {
    this.#process?.removeEventListener('abort', this.#cancel);
  }

  get #reason(): string {
    const reason: unknown = this.signal.reason;
    return reason instanceof Error ? reason.message : `Interrupted by ${String(reason)}.`;
  }

  /** Does not wait for the training, because a paused one stands still; but lets it publish what it has in hand. */
  readonly #cancel = (): void => {
    setImmediate(() => {
      this.endRun().catch(() => undefined); // the training awaits the same end, and hears of it
    });
  };
}

function describeUnsent(count: number): string {
  if (count === 0) return '';
  return ` The broker could not be reached: the last ${count} events, this end among them, are not published.`;
}
