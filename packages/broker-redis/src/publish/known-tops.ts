/** Topics remembered; beyond, the first is forgotten. */
const MAX_TOPICS = 10_000;

/** Where the newest message of a topic stands. */
export interface KnownTop {
  readonly epoch: string;
  readonly offset: number;
}

/** As the scripts read it. */
export const showTop = ({ epoch, offset }: KnownTop): string => `${epoch} ${String(offset)}`;

/** The newest message of each topic that the server has acknowledged to us: what a fail-over may have lost. */
export class KnownTops {
  readonly #tops = new Map<string, KnownTop>();

  of(topic: string): KnownTop | undefined {
    return this.#tops.get(topic);
  }

  entries(): IterableIterator<[topic: string, top: KnownTop]> {
    return this.#tops.entries();
  }

  note(topic: string, top: KnownTop): void {
    const known = this.#tops.get(topic);
    if (known?.epoch === top.epoch && known.offset >= top.offset) return;
    const [first] = known === undefined && this.#tops.size >= MAX_TOPICS ? this.#tops.keys() : [];
    if (first !== undefined) this.#tops.delete(first);
    this.#tops.set(topic, top);
  }
}
