import type { BrokerStatus, HealthCheckResult } from './broker.js';
import type { HistoryPolicy, Receipt, StateWrite } from './message.js';

/**
 * How long a backend may send a message again that it got no answer to, milliseconds; then it rejects. A history that begins anew may get
 * what was heard of the one before for as long: the engine leaves it out.
 */
export const MAX_SEND_MS = 30_000;

/**
 * What a backend provides. Everything hard (iterators, queues, catch-up, gaps, cursors) is done once, above it, by
 * `BackendBroker`; a backend only appends, listens, reads history, tells heads, and keeps state. All addresses it is
 * given are legal. `docs/add-a-backend.md` walks through writing one.
 */
export interface BackendPort {
  /** Name in health reports and errors: `memory`, `redis`, … */
  readonly name: string;

  /**
   * Called once, before anything else, without I/O: from now on live messages and losses of the delivery path go to `sink`.
   */
  bind(sink: LiveSink): void;

  /**
   * Takes a message: idempotency, conditions, state, history and live delivery in one atomic step. Must capture `data`
   * before it returns (`copyJson` or `encodeJson` check it and throw the right errors; a throw or a rejection both do).
   * Calls for one topic take effect in the order they were made. What is sent again keeps its id, and is given up
   * after {@link MAX_SEND_MS}. A backend that is done when it returns need not make a promise.
   */
  append(message: OutgoingMessage): Receipt | Promise<Receipt>;

  /** Resolves when every later message on a topic that matches reaches the sink (once, though attached patterns overlap).
   * Never called twice for one pattern without a `detach` between. */
  attach(pattern: string): Promise<void>;

  /** Ends what `attach` began. */
  detach(pattern: string): Promise<void>;

  /** The heads of all topics that match and have one. A head outlives its history: at least twice as long. */
  heads(pattern: string): Promise<readonly TopicHead[]>;

  /**
   * Reads one topic, oldest first, beginning with offset `from` or the oldest retained one behind it, at most `limit`
   * messages. Fewer only when there are no more, the page would be very large, or a message cannot be read: the page ends
   * before it, and one that would begin with it begins behind it. `undefined`: the topic has no head.
   */
  read(topic: string, from: number, limit: number): Promise<HistoryPage | undefined>;

  /** Reads fields; of one entity: at one moment. `undefined` for what is absent. Values are deeply frozen. */
  readState(keys: readonly string[]): Promise<readonly unknown[]>;

  /** Writes one field in one atomic step. Checks the value as `append` checks data. */
  writeState(write: StateWrite): Promise<StateOutcome>;

  /** The stored keys that match the key pattern, ascending; expired ones are not among them. */
  keys(pattern: string): AsyncIterable<string>;

  /** Probes commands and the delivery path; bounded by `deadlineMs`. */
  health(deadlineMs: number): Promise<BackendHealth>;

  /** Frees everything; idempotent and bounded in time. The sink is not called afterwards. */
  close(): Promise<void>;
}

/** Where a backend hands in what happens. None of its methods throws. */
export interface LiveSink {
  /** A run of consecutive live messages of one topic, in order. A batch may arrive twice or not at all: the engine notices. */
  deliver(frame: LiveFrame): void;
  /**
   * Live messages may have been lost (the connection was cut and is re-attached now; or nothing was heard for a while):
   * compares all heads with what was seen, and catches up. Resolves when it has.
   */
  resync(): Promise<void>;
  /** The heads of these topics have expired: forget them. */
  forget(topics: Iterable<string>): void;
  /** Something arrived from outside that is no message. Counted, and reported to `onInvalid`. */
  invalid(report: InvalidReport): void;
  /** The backend's connection changed its state. */
  status(status: BrokerStatus): void;
}

/** A publish as a backend gets it: its addresses are legal, its options complete. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly id: string;
  /** The publisher chose the id: look it up among the ids of this topic first. */
  readonly idempotent: boolean;
  /** As the publisher gave it: unchecked, mutable. */
  readonly data: unknown;
  readonly history: HistoryPolicy | false;
  /** Writes of the same entity. */
  readonly save: readonly StateWrite[];
}

/** A message as a backend hands it in. Its data is deeply frozen. */
export interface BackendMessage {
  readonly id: string;
  readonly data: unknown;
  readonly timestamp: number;
  /** Approximate size in memory, bytes; bounds queues. */
  readonly bytes: number;
}

/** Live messages of one topic. Retained: with consecutive offsets from `firstOffset` on, in history `epoch`. */
export interface LiveFrame {
  readonly topic: string;
  readonly messages: readonly BackendMessage[];
  /** Absent when the messages are not retained. */
  readonly position?: { readonly epoch: string; readonly firstOffset: number };
}

/** How far a topic's history reaches. */
export interface TopicHead {
  readonly topic: string;
  /** Made at random when this history began. */
  readonly epoch: string;
  /** Offset of the oldest message still readable; `top + 1` when none is. */
  readonly oldest: number;
  /** Offset of the newest message ever appended. */
  readonly top: number;
}

/** Part of a topic's history, with consecutive offsets. */
export interface HistoryPage extends TopicHead {
  /** Offset of the first of the messages. */
  readonly firstOffset: number;
  readonly messages: readonly BackendMessage[];
  /** Why what was wanted before `firstOffset` is not there, where it is not for the limits of the history: a fail-over lost it. */
  readonly hole?: 'rewound';
}

/** Written (`existed`: what a delete was to remove stood there; of other writes it says nothing), or refused by `onlyIf` because of `current`. */
export type StateOutcome = { readonly applied: true; readonly existed: boolean } | { readonly applied: false; readonly current: unknown };

/** What a backend checked; it may add checks of its own. */
export interface BackendHealth {
  readonly commands: HealthCheckResult;
  readonly delivery: HealthCheckResult;
  readonly [name: string]: HealthCheckResult;
}

/** What arrived from outside and could not be delivered. */
export interface InvalidReport {
  /** Where it arrived; absent when even that is unknown. */
  readonly topic?: string;
  /** One sentence: what is wrong with it. */
  readonly reason: string;
  /** Its beginning, at most 200 characters. */
  readonly excerpt: string;
}
