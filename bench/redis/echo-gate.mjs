/** For contenders that acknowledge nothing: a message counts as taken when it has come back. */
export class EchoGate {
  #waiting = [];
  #next = 0;

  /** Resolves when the message sent now has come back. */
  sent() {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  cameBack() {
    this.#waiting[this.#next++]();
    if (this.#next < 10_000) return;
    this.#waiting.splice(0, this.#next);
    this.#next = 0;
  }
}
