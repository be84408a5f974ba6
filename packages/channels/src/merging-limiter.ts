import { performance } from 'node:perf_hooks';

/** Lets one value through in a while, and merges those that come in between, so that the last is never lost. */
export class MergingLimiter<Value> {
  readonly #everyMs: number;
  readonly #merge: (before: Value, latest: Value) => Value;
  readonly #emit: (value: Value) => void;
  #waiting: { readonly value: Value } | undefined;
  #emittedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param everyMs milliseconds between two values, from 0 (all go through) */
  constructor(everyMs: number, merge: (before: Value, latest: Value) => Value, emit: (value: Value) => void) {
    this.#everyMs = everyMs;
    this.#merge = merge;
    this.#emit = emit;
  }

  offer(latest: Value): void {
    const value = this.#waiting === undefined ? latest : this.#merge(this.#waiting.value, latest);
    this.#waiting = { value };
    const dueInMs = this.#emittedAt + this.#everyMs - performance.now();
    // The timer of a busy loop does not fire: then the next offer lets it through.
    if (dueInMs <= 0) this.flush();
    else this.#timer ??= setTimeout(() => {
      this.flush();
    }, dueInMs);
  }

  /** Lets through what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#emittedAt = performance.now();
    this.#emit(waiting.value);
  }
}
