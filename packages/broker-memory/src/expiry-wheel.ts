/** Milliseconds of one slot: things are looked at up to that much after they are due. */
const SLOT_MS = 1_000;

/** Finds what is due without looking at what is not: names filed by the second in which they are to be looked at. */
export class ExpiryWheel {
  readonly #slots = new Map<number, Set<string>>();
  readonly #slotOf = new Map<string, number>();
  #next = 0;

  get isEmpty(): boolean {
    return this.#slotOf.size === 0;
  }

  /** Files a name, once: under the time that was told last. */
  add(name: string, dueAt: number): void {
    const slot = Math.floor(dueAt / SLOT_MS) + 1;
    if (this.#slotOf.get(name) === slot) return;
    this.delete(name);
    if (this.isEmpty || slot < this.#next) this.#next = slot;
    this.#slotOf.set(name, slot);
    const names = this.#slots.get(slot);
    if (names === undefined) this.#slots.set(slot, new Set([name]));
    else names.add(name);
  }

  delete(name: string): void {
    const slot = this.#slotOf.get(name);
    if (slot === undefined) return;
    this.#slotOf.delete(name);
    const names = this.#slots.get(slot);
    names?.delete(name);
    if (names?.size === 0) this.#slots.delete(slot);
  }

  /** Removes and returns the names whose time has come. */
  takeDue(now: number): string[] {
    const due: string[] = [];
    const last = Math.floor(now / SLOT_MS);
    for (; this.#next <= last && !this.isEmpty; this.#next++) {
      for (const name of this.#slots.get(this.#next) ?? []) {
        due.push(name);
        this.#slotOf.delete(name);
      }
      this.#slots.delete(this.#next);
    }
    return due;
  }
}
