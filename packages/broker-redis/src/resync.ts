import { performance } from 'node:perf_hooks';

/** The shortest pause between two beats, milliseconds. */
const MIN_PAUSE_MS = 5_000;
/** A pause is at least so many times as long as its beat: many topics must not load the server. */
const PAUSE_FACTOR = 20;
/** Milliseconds until a failed comparison is tried again. */
const RETRY_MS = 300;

/** Runs a comparison with the server: at once when asked, and from time to time; one at a time. Never keeps the process alive. */
export class Resync {
  readonly #compare: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isWanted = false;
  #isBeating = false;
  #isClosed = false;

  constructor(compare: () => Promise<void>) {
    this.#compare = compare;
  }

  /** Finds a lost last message without being asked. */
  startBeating(): void {
    if (this.#isBeating || this.#isClosed) return;
    this.#isBeating = true;
    this.#schedule(MIN_PAUSE_MS);
  }

  /** Compares now, or once more when the comparison under way has ended. */
  run(): void {
    if (this.#isClosed) return;
    this.#isWanted = true;
    if (!this.#isRunning) void this.#runWanted();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Never rejects. */
  async #runWanted(): Promise<void> {
    this.#isRunning = true;
    clearTimeout(this.#timer);
    const startedAt = performance.now();
    let pauseMs = MIN_PAUSE_MS;
    while (this.#isWanted && !this.#isClosed) {
      this.#isWanted = false;
      try {
        await this.#compare();
      } catch {
        // The status of the broker tells why.
        pauseMs = RETRY_MS;
      }
    }
    this.#isRunning = false;
    this.#schedule(Math.max(pauseMs, PAUSE_FACTOR * (performance.now() - startedAt)));
  }

  #schedule(pauseMs: number): void {
    if (this.#isClosed || this.#isRunning) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.run(); }, pauseMs);
    this.#timer.unref();
  }
}
