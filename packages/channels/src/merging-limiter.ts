import { performance } from 'node:perf_hooks';

/**
 * Milliseconds that a value whose time has come still waits at most for the next one, or for something else to go out with: a
 * wake-up of its own costs an idle process as much as the value itself.
 */
const MAX_PATIENCE_MS = 100;

/** How long something that is due every `everyMs` waits for company when its time has come. */
export function patienceMs(everyMs: number): number {
  return Math.min(MAX_PATIENCE_MS, everyMs / 2);
}

/** Lets one value through in a while, and merges those that come in between, so that the last is never lost. */
export class MergingLimiter<Value> {
  readonly #everyMs: number;
  readonly #patienceMs: number;
  readonly #merge: (before: Value, latest: Value) => Value;
  readonly #emit: (value: Value) => void;
  #waiting: { readonly value: Value } | undefined;
  #emittedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param everyMs milliseconds between two values, from 0 (all go through) */
  constructor(everyMs: number, merge: (before: Value, latest: Value) => Value, emit: (value: Value) => void) {
    this.#everyMs = everyMs;
    this.#patienceMs = patienceMs(everyMs);
    this.#merge = merge;
    this.#emit = emit;
  }

  offer(latest: Value): void {
    const value = this.#waiting === undefined ? latest : this.#merge(this.#waiting.value, latest);
    this.#waiting = { value };
    if (this.#isDue()) this.flush();
    else this.#timer ??= setTimeout(this.flush, this.#emittedAt + this.#everyMs + this.#patienceMs - performance.now());
  }

  /** Lets through what waits, if its time has come: something else goes out at this moment. */
  join(): void {
    if (this.#waiting !== undefined && this.#isDue()) this.flush();
  }

  /** Lets through what waits. */
  readonly flush = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#emittedAt = performance.now();
    this.#emit(waiting.value);
  };

  #isDue(): boolean {
    return performance.now() >= this.#emittedAt + this.#everyMs;
  }
}
