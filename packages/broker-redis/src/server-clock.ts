import { performance } from 'node:perf_hooks';

/** The server's time between two looks at it; a local clock that is set back does not matter. */
export class ServerClock {
  /** Server time minus monotonic time, milliseconds. */
  #ahead = Date.now() - performance.now();
  #isKnown = false;

  /** Milliseconds since the epoch. */
  now(): number {
    return Math.round(this.#ahead + performance.now());
  }

  /** Takes the reply of TIME, which came just now (https://redis.io/docs/latest/commands/time/). */
  set(reply: unknown): void {
    if (!Array.isArray(reply)) return;
    const [seconds, micros] = (reply as readonly unknown[]).map(Number);
    this.#ahead = (seconds ?? 0) * 1_000 + (micros ?? 0) / 1_000 - performance.now();
    this.#isKnown = true;
  }

  /** How far the local clock is behind the server's, milliseconds; undefined before it was asked. */
  get skewMs(): number | undefined {
    return this.#isKnown ? this.now() - Date.now() : undefined;
  }
}
