import type { StartPosition } from '../../subscription.js';
import type { Ledger } from './ledger.js';

/** Between which offsets a consumer began in a topic. */
export interface Base {
  readonly least: number;
  readonly most: number;
}

/** Where a consumer began: what was published while it was being placed may or may not be its. */
export class Beginning {
  readonly topics: readonly string[];
  readonly generation: number;
  readonly #ledger: Ledger;
  readonly #from: StartPosition;
  readonly #maxLengths: ReadonlyMap<string, number>;
  readonly #asked: ReadonlyMap<string, number>;
  #callsAtReady: ReadonlyMap<string, number> | undefined;

  constructor(ledger: Ledger, topics: readonly string[], from: StartPosition, maxLengths: ReadonlyMap<string, number>) {
    this.#ledger = ledger;
    this.topics = topics;
    this.#from = from;
    this.#maxLengths = maxLengths;
    this.generation = ledger.generation;
    this.#asked = new Map(topics.map((topic) => [topic, ledger.top(topic, this.generation)]));
  }

  get isReady(): boolean {
    return this.#callsAtReady !== undefined;
  }

  /** The consumer is in place; only the first time counts. */
  reachReady(): void {
    this.#callsAtReady ??= new Map(this.topics.map((topic) => [topic, this.#ledger.calls(topic)]));
  }

  base(topic: string): Base {
    const asked = this.#asked.get(topic) ?? 0;
    const ready = this.#ledger.top(topic, this.generation, this.#callsAtReady?.get(topic));
    if (this.#from === 'now') return { least: asked, most: ready };
    if (typeof this.#from === 'object') return { least: Math.max(0, asked - this.#from.last), most: Math.max(0, ready - this.#from.last) };
    return { least: 0, most: Math.max(0, ready - (this.#maxLengths.get(topic) ?? 0)) };
  }
}
