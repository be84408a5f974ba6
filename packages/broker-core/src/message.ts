/** What of a topic was lost immediately before the message that carries it. */
export interface Gap {
  /**
   * - `trimmed`: the history's length or age limit had dropped them before this subscriber could read them.
   * - `reset`: the topic's history began anew (server restarted empty, history expired); how many were lost is unknown.
   * - `rewound`: a fail-over lost acknowledged writes. How many is known unless the offsets of the lost messages were given out again.
   * - `overflow`: this subscription's own queue dropped them (`overflow: 'drop-oldest'`).
   */
  readonly reason: 'trimmed' | 'reset' | 'rewound' | 'overflow';
  /** How many messages, where it can be known. */
  readonly missed?: number;
}

/** One message as a subscriber sees it. Frozen, and shared by all subscribers of the process. */
export interface Message<T = unknown> {
  /** Unique. The publisher may choose it: then it is the idempotency key. */
  readonly id: string;
  readonly topic: string;
  /** A JSON value, deeply frozen: exactly `JSON.parse(JSON.stringify(published))`, on every backend. */
  readonly data: T;
  /** Milliseconds since the epoch, on the broker's clock. */
  readonly timestamp: number;
  /** 1, 2, 3 … in the topic's history, without holes. Absent when the message is not retained. */
  readonly offset?: number;
  /** What of this topic was lost immediately before this message. */
  readonly gap?: Gap;
}

/** How much of a topic stays readable. Both limits hold; the history is trimmed exactly or later, never earlier. */
export interface HistoryPolicy {
  /** Messages kept per topic, at least 1. Default 1 000. */
  readonly maxLength: number;
  /** Milliseconds a message stays readable after it was published, at least 1. Default 86 400 000 (24 h). */
  readonly ttlMs: number;
}

/** A condition on a stored value: it must be absent, or equal (as JSON, whatever the order of object keys). */
export type Condition = 'absent' | { readonly equals: unknown };

/** One change of a stored field. */
export interface StateWrite {
  /** A key, `namespace:resource:id:field`. */
  readonly key: string;
  /** A JSON value; `undefined` deletes the field. */
  readonly value: unknown;
  /** Milliseconds until the field disappears, at least 1. Absent: it stays, also where an earlier write had set a TTL. */
  readonly ttlMs?: number;
  /** Write only if this holds. */
  readonly onlyIf?: Condition;
}

/** What a publish may be told; all of it has a default. */
export interface PublishOptions {
  /**
   * Idempotency key, 1 to 128 visible ASCII characters. The same id on the same topic within the idempotency window
   * (default 5 min) is taken once. Default: a fresh unique id.
   */
  readonly id?: string;
  /** How much of this topic stays readable; `false` retains nothing (at most once, cheapest). Default: the broker's policy. */
  readonly history?: HistoryPolicy | false;
  /**
   * State of the topic's entity that changes in the same atomic step. If one `onlyIf` does not hold, nothing is
   * written, nothing is published, and the publish rejects with a `ConflictError`.
   */
  readonly save?: readonly StateWrite[];
}

/** What the broker answers when it has taken a message. */
export interface Receipt {
  readonly id: string;
  readonly topic: string;
  /** Milliseconds since the epoch, on the broker's clock. */
  readonly timestamp: number;
  /** Offset in the topic's history; absent when not retained. */
  readonly offset?: number;
  /** `true`: the id had been published before; nothing was delivered or written again, this is the first receipt. */
  readonly duplicate: boolean;
}
