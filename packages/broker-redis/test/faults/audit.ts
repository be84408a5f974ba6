import type { Gap, Message } from '@runwire/broker-core';
import type { Ledger, Numbered } from './ledger.js';

/** What one consumer was owed and has got. `owed` = `delivered` + `missed` when `problems` is empty. */
export interface Books {
  /** Acknowledged messages behind its beginning, and others that have come though nobody knew. */
  readonly owed: number;
  readonly delivered: number;
  /** Not delivered, and reported in a gap. */
  readonly missed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly gaps: readonly Gap[];
  /** Everything that must not be, spelled out. */
  readonly problems: readonly string[];
}

export interface Taken {
  /** As it should be named in a problem. */
  readonly name: string;
  readonly messages: readonly Message<Numbered>[];
  /** The number behind which it began, by topic; undefined: before its first message, whichever that was. */
  readonly began: ReadonlyMap<string, number> | undefined;
}

/** Holds what a consumer has taken of these topics against what was published. */
export function audit(taken: Taken, ledger: Ledger, topics: readonly string[]): Books {
  return sum(topics.map((topic) => auditTopic(topic, taken, ledger)));
}

/** Several books as one. */
export function sum(books: readonly Books[]): Books {
  const total = (field: 'owed' | 'delivered' | 'missed' | 'lost' | 'doubled' | 'disordered'): number => books.reduce((all, each) => all + each[field], 0);
  return {
    owed: total('owed'),
    delivered: total('delivered'),
    missed: total('missed'),
    lost: total('lost'),
    doubled: total('doubled'),
    disordered: total('disordered'),
    gaps: books.flatMap(({ gaps }) => gaps),
    problems: books.flatMap(({ problems }) => problems),
  };
}

function auditTopic(topic: string, { name, messages, began }: Taken, ledger: Ledger): Books {
  const ofTopic = messages.filter((message) => message.topic === topic);
  const first = ofTopic[0]?.data.n ?? 1;
  const walk = new Walk(`${name} of ${topic}`, ledger, topic, began === undefined ? first - 1 : (began.get(topic) ?? 0));
  for (const message of ofTopic) walk.step(message);
  return walk.end();
}

/** Goes through what came of one topic, in its order. */
class Walk {
  readonly #who: string;
  readonly #ledger: Ledger;
  readonly #topic: string;
  readonly #began: number;
  readonly #seen = new Set<number>();
  /** Spans of numbers, both ends excluded, over which a gap was reported. */
  readonly #covered: (readonly [from: number, to: number])[] = [];
  readonly #gaps: Gap[] = [];
  readonly #problems: string[] = [];
  #doubled = 0;
  #disordered = 0;
  #last: Message<Numbered> | undefined;

  constructor(who: string, ledger: Ledger, topic: string, began: number) {
    this.#who = who;
    this.#ledger = ledger;
    this.#topic = topic;
    this.#began = began;
  }

  step(message: Message<Numbered>): void {
    const { data, gap } = message;
    const before = this.#last?.data.n ?? this.#began;
    if (this.#seen.has(data.n)) this.#doubled += this.#problem(`${String(data.n)} came twice`, message);
    else if (data.n <= before) this.#disordered += this.#problem(`${String(data.n)} came behind ${String(before)}`, message);
    if (this.#ledger.outcome(this.#topic, data.n) === 'refused') this.#problem(`${String(data.n)} came, although its publisher was told that it was not taken`, message);
    if (gap !== undefined) {
      this.#gaps.push(gap);
      this.#covered.push([before, data.n]);
    }
    this.#checkOffset(message);
    this.#seen.add(data.n);
    this.#last = message;
  }

  end(): Books {
    const numbers = Array.from({ length: this.#ledger.last(this.#topic) - this.#began }, (_, index) => this.#began + 1 + index);
    const owed = numbers.filter((n) => this.#seen.has(n) || this.#ledger.outcome(this.#topic, n) === 'acknowledged');
    const absent = owed.filter((n) => !this.#seen.has(n));
    const lost = absent.filter((n) => !this.#covered.some(([from, to]) => from < n && n < to));
    if (lost.length > 0) this.#problem(`${String(lost.length)} were lost in silence, the first is ${String(lost[0])}, the last ${String(lost.at(-1))}`);
    return {
      owed: owed.length,
      delivered: owed.length - absent.length,
      missed: absent.length - lost.length,
      lost: lost.length,
      doubled: this.#doubled,
      disordered: this.#disordered,
      gaps: this.#gaps,
      problems: this.#problems,
    };
  }

  /** Where the number of missed messages is told, it is exact. */
  #checkOffset(message: Message<Numbered>): void {
    const { offset = 0, gap } = message;
    if (this.#last === undefined || (gap !== undefined && gap.missed === undefined)) return;
    const expected = (this.#last.offset ?? 0) + 1 + (gap?.missed ?? 0);
    if (offset !== expected) this.#problem(`offset ${String(offset)} came where ${String(expected)} was next`, message);
  }

  #problem(what: string, at?: Message<Numbered>): 1 {
    const where = at === undefined ? '' : ` (offset ${String(at.offset)}, ${JSON.stringify(at.gap ?? 'no gap')}, behind offset ${String(this.#last?.offset)})`;
    this.#problems.push(`${this.#who}: ${what}${where}`);
    return 1;
  }
}
