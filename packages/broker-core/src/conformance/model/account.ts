import assert from 'node:assert/strict';
import type { Message } from '../../message.js';
import type { Beginning } from './beginning.js';
import type { Entry, Ledger } from './ledger.js';

/** What one consumer has taken, over all the subscriptions that it resumed by cursors, held against the ledger. */
export class Account {
  readonly beginning: Beginning;
  readonly #ledger: Ledger;
  readonly #taken: Message[];
  readonly #numbers: Set<number>;

  constructor(ledger: Ledger, beginning: Beginning, taken: readonly Message[] = []) {
    this.#ledger = ledger;
    this.beginning = beginning;
    this.#taken = [...taken];
    this.#numbers = new Set(taken.map(({ data }) => (data as Entry).n));
  }

  /** A second consumer that goes on from here. */
  fork(): Account {
    return new Account(this.#ledger, this.beginning, this.#taken);
  }

  add(message: Message): void {
    this.#taken.push(message);
    this.#numbers.add((message.data as Entry).n);
  }

  has(n: number): boolean {
    return this.#numbers.has(n);
  }

  /** Asserts that each published message was delivered once, in order, or counted in a gap. `isComplete`: up to the newest. */
  check(isComplete: boolean): void {
    for (const topic of this.beginning.topics) {
      const ofTopic = this.#taken.filter((message) => message.topic === topic);
      this.#checkRetained(topic, ofTopic.filter(({ offset }) => offset !== undefined), isComplete);
      checkUnretained(ofTopic.filter(({ offset }) => offset === undefined));
    }
  }

  #checkRetained(topic: string, taken: readonly Message[], isComplete: boolean): void {
    let { generation } = this.beginning;
    let reached: number | undefined;
    for (const { offset = 0, gap, data } of taken) {
      const told = `${topic} @${String(offset)}, gap ${JSON.stringify(gap)}, behind ${String(reached)} of history ${String(generation)}`;
      if (gap?.reason === 'reset') generation = this.#ledger.generation;
      else this.#checkStep(topic, reached, offset - 1 - (gap?.missed ?? 0), told);
      assert.equal((data as Entry).n, this.#ledger.at(topic, generation, offset), `${told}: another message than was published there`);
      reached = offset;
    }
    if (!isComplete) return;
    const { generation: newest } = this.#ledger;
    assert.deepEqual([generation, reached], [newest, this.#ledger.top(topic, newest)], `${topic}: the newest message`);
  }

  /** All up to `before` was taken or missed before. */
  #checkStep(topic: string, reached: number | undefined, before: number, told: string): void {
    const { least, most } = reached === undefined ? this.beginning.base(topic) : { least: reached, most: reached };
    assert.ok(before >= least, `${told}: a double, it had all up to ${String(least)}`);
    assert.ok(before <= most, `${told}: a hole, it had all up to ${String(most)}`);
  }
}

/** At most once, and in the order of each publisher. */
function checkUnretained(taken: readonly Message[]): void {
  const latest = new Map<number, number>();
  for (const { data, topic } of taken) {
    const { n, by } = data as Entry;
    assert.ok(n > (latest.get(by) ?? 0), `${topic}: unretained message ${String(n)} came twice or late`);
    latest.set(by, n);
  }
}
