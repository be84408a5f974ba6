import type { Receipt } from '../../message.js';

/** What the model publishes: a number of its own, and who published it. */
export interface Entry {
  readonly n: number;
  readonly by: number;
}

interface Call {
  readonly entry: Entry;
  /** Histories that had been lost before the call. */
  readonly generation: number;
  receipt: Receipt | undefined;
}

/** The truth: everything that was published, by topic, in the order of the calls, with its receipt. */
export class Ledger {
  readonly #calls = new Map<string, Call[]>();
  readonly #pending = new Set<Promise<unknown>>();
  #count = 0;
  /** How often the histories were lost. */
  generation = 0;

  /** Notes a publish that is being made. */
  add(topic: string, by: number, publish: (entry: Entry) => Promise<Receipt>): Promise<void> {
    const call: Call = { entry: { n: ++this.#count, by }, generation: this.generation, receipt: undefined };
    const calls = this.#calls.get(topic) ?? [];
    this.#calls.set(topic, calls);
    calls.push(call);
    const taken = publish(call.entry).then((receipt) => { call.receipt = receipt; });
    this.#pending.add(taken);
    return taken.finally(() => this.#pending.delete(taken));
  }

  /** The number that the next message will have. */
  get next(): number {
    return this.#count + 1;
  }

  /** Resolves when every publish was taken. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** How many publish calls were made to the topic so far. */
  calls(topic: string): number {
    return this.#calls.get(topic)?.length ?? 0;
  }

  /** Highest offset of this generation that was given to one of the first `calls` calls, as far as receipts have come. */
  top(topic: string, generation: number, calls = this.calls(topic)): number {
    const known = this.#calls.get(topic)?.slice(0, calls) ?? [];
    return Math.max(0, ...known.map((call) => (call.generation === generation ? (call.receipt?.offset ?? 0) : 0)));
  }

  /** The number of the message with this offset. */
  at(topic: string, generation: number, offset: number): number | undefined {
    return this.#calls.get(topic)?.find((call) => call.generation === generation && call.receipt?.offset === offset)?.entry.n;
  }
}
