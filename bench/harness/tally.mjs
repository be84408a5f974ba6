/** Counts what subscribers receive, and notices what is lost, doubled or out of order. */
export class Tally {
  #pending = 0;
  #fault;
  #waiting;

  /** What one subscriber calls with each event it receives, whose steps must be 0, 1, 2 … */
  listener() {
    let next = 0;
    return ({ step }) => {
      if (step !== next) this.#fault ??= `got step ${step} instead of ${next}`;
      next = step + 1;
      this.countOne();
    };
  }

  countOne() {
    this.#pending--;
    if (this.#pending === 0) this.#waiting?.();
    else if (this.#pending < 0) this.#fault ??= 'got more than was published';
  }

  /** So many more will be received. */
  expect(count) {
    this.#pending += count;
  }

  /** Resolves when all that was expected has been received. */
  async received() {
    if (this.#pending === 0) return;
    await new Promise((resolve) => {
      this.#waiting = resolve;
    });
    this.#waiting = undefined;
  }

  /** Throws if anything was wrong so far, or is still missing, or comes unasked within a turn of the event loop. */
  async verify() {
    await new Promise(setImmediate);
    if (this.#pending !== 0) this.#fault ??= `${this.#pending} events are missing`;
    if (this.#fault !== undefined) throw new Error(this.#fault);
  }
}
