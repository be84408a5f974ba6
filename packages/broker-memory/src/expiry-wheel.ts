/** Milliseconds of one slot: things are looked at up to that much after they are due. */
const SLOT_MS = 1_000;

/** Finds what is due without looking at what is not: names filed by the second in which they are to be looked at. */
export class ExpiryWheel {
  readonly #slots = new Map<number, string[]>();
  #next = 0;

  get isEmpty(): boolean {
    return this.#slots.size === 0;
  }

  add(name: string, dueAt: number): void {
    const slot = Math.floor(dueAt / SLOT_MS) + 1;
    const names = this.#slots.get(slot);
    if (names === undefined) this.#slots.set(slot, [name]);
    else names.push(name);
    if (this.#slots.size === 1 || slot < this.#next) this.#next = slot;
  }

  /** Removes and returns the names whose time has come. */
  takeDue(now: number): string[] {
    const due: string[] = [];
    const last = Math.floor(now / SLOT_MS);
    while (this.#next <= last && this.#slots.size > 0) {
      for (const name of this.#slots.get(this.#next) ?? []) due.push(name);
      this.#slots.delete(this.#next++);
    }
    return due;
  }
}
