/** What is published: numbers ascend within a topic. */
export interface Numbered {
  readonly n: number;
  /** Makes it large. */
  readonly filler?: string;
}

/**
 * What became of a publish: taken, by its receipt; perhaps taken, by an error that says so or because nobody could tell any
 * more; or not taken, by any other error.
 */
export type Outcome = 'acknowledged' | 'perhaps' | 'refused';

/** The truth: what was published to each topic, and what the publisher was told of it. */
export class Ledger {
  readonly #topics = new Map<string, Outcome[]>();

  constructor(topics: readonly string[]) {
    for (const topic of topics) this.#topics.set(topic, []);
  }

  get topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** The number that was published last, 0 before the first. */
  last(topic: string): number {
    return this.#of(topic).length;
  }

  /** Notes a publish that is being made; until it is settled it may be taken. */
  begin(topic: string): number {
    return this.#of(topic).push('perhaps');
  }

  settle(topic: string, n: number, outcome: Outcome): void {
    this.#of(topic)[n - 1] = outcome;
  }

  outcome(topic: string, n: number): Outcome | undefined {
    return this.#of(topic)[n - 1];
  }

  /** The newest number that was acknowledged, 0: none. */
  lastAcknowledged(topic: string): number {
    return this.#of(topic).lastIndexOf('acknowledged') + 1;
  }

  count(outcome: Outcome): number {
    return [...this.#topics.values()].flat().filter((each) => each === outcome).length;
  }

  #of(topic: string): Outcome[] {
    const outcomes = this.#topics.get(topic);
    if (outcomes === undefined) throw new Error(`"${topic}" is no topic of this run`);
    return outcomes;
  }
}
