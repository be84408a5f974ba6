import type { TrainingRun } from '@runwire/channels';

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

  /** Why it stops, in words. */
  get reason(): string {
    const reason: unknown = this.signal.reason;
    return reason instanceof Error ? reason.message : `Interrupted by ${String(reason)}.`;
  }

  /** Ends the run as cancelled when the process is to end; a requested stop ends by itself when the training returns. */
  async endRun(): Promise<void> {
    if (this.#process?.aborted === true) await this.#run.cancel(this.reason);
  }

  [Symbol.dispose](): void {
    this.#process?.removeEventListener('abort', this.#cancel);
  }

  /** Does not wait for the training, because a paused one stands still; but lets it publish what it has in hand. */
  readonly #cancel = (): void => {
    setImmediate(() => {
      this.endRun().catch(() => undefined); // the training awaits the same end, and hears of it
    });
  };
}
