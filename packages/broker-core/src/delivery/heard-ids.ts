/** Ids that are kept at least: a fail-over rarely loses more of one topic. */
const MIN_KEPT = 32;
/**
 * Runs whose ids are kept: what publishers may have under way, delivered and not answered yet, and send again to a server that came
 * back empty. And the most that is kept of them.
 */
const [KEPT_RUNS, MAX_KEPT] = [16, 2_048];

/** The ids of the newest messages of one topic, by their offset: of the last runs as they came, so that a busy topic has more of them. */
export class HeardIds {
  #ids: (string | undefined)[] = [];
  /** The offset before that of the first id. */
  #floor: number;
  /** Offsets before the last runs; the oldest is overwritten next. */
  readonly #runs: number[] = [];
  #run = 0;

  /** @param offset all up to here was heard before · @param id of the message there, where known */
  constructor(offset: number, id?: string) {
    this.#floor = id === undefined ? offset : offset - 1;
    if (id !== undefined) this.#ids.push(id);
  }

  /** All up to this offset are forgotten. */
  get floor(): number {
    return this.#floor;
  }

  at(offset: number): string | undefined {
    return this.#ids[offset - this.#floor - 1];
  }

  /** What is added next came together. Forgets what is too old. */
  beginRun(): void {
    const newest = this.#floor + this.#ids.length;
    this.#runs[this.#run] = newest;
    this.#run = (this.#run + 1) % KEPT_RUNS;
    const kept = Math.min(MAX_KEPT, Math.max(MIN_KEPT, newest - (this.#runs[this.#run] ?? this.#floor)));
    // Not each time: moving the list costs.
    if (this.#ids.length <= 2 * kept) return;
    this.#ids = this.#ids.slice(-kept);
    this.#floor = newest - kept;
  }

  add(id: string | undefined): void {
    this.#ids.push(id);
  }

  /** With their offsets, ascending. */
  *entries(): IterableIterator<[id: string, offset: number]> {
    for (const [index, id] of this.#ids.entries()) if (id !== undefined) yield [id, this.#floor + 1 + index];
  }
}
