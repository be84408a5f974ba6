import { performance } from 'node:perf_hooks';

/** Milliseconds over which the rate is averaged, about. */
const WINDOW_MS = 10_000;

/** Steps per second, averaged over the last ten seconds or so. */
export class StepRate {
  #last: { readonly step: number; readonly at: number } | undefined;
  #perSecond: number | undefined;

  /** The rate, now that `step` is reached; `undefined` before the second sample. */
  sample(step: number, at = performance.now()): number | undefined {
    const last = this.#last;
    if (last === undefined || step < last.step) {
      this.#last = { step, at };
      return this.#perSecond;
    }
    const elapsedMs = at - last.at;
    if (elapsedMs <= 0) return this.#perSecond;
    const latest = ((step - last.step) / elapsedMs) * 1_000;
    const weight = this.#perSecond === undefined ? 1 : 1 - Math.exp(-elapsedMs / WINDOW_MS);
    this.#perSecond = (this.#perSecond ?? 0) * (1 - weight) + latest * weight;
    this.#last = { step, at };
    return this.#perSecond;
  }

  /** The time until the next sample does not count: the trainer paused. */
  pause(): void {
    this.#last = undefined;
  }
}
