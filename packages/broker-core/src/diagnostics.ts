/** What the diagnostics channels of a broker publish: `node:diagnostics_channel`, on every backend. `docs/guides/observing.md` shows how to listen. */
import type { BrokerStatus } from './broker.js';
import type { Gap, Message, PublishOptions, Receipt } from './message.js';

/**
 * One publish, refused ones too, on the tracing channel `runwire:publish`: the same object at `start` and `end`, at
 * `asyncStart` and `asyncEnd` when it is settled, and at `error` before these if it is rejected. In full
 * `tracing:runwire:publish:start` …; see https://nodejs.org/api/diagnostics_channel.html#tracingchannel-channels.
 */
export interface PublishTrace {
  /** Name of the backend: `memory`, `redis`, … */
  readonly backend: string;
  /** As the publisher gave it: unchecked. */
  readonly topic: string;
  /** As the publisher gave it: unchecked, and captured right after `start`. */
  readonly data: unknown;
  readonly options: PublishOptions;
  /** Milliseconds until it was settled; set when it is. */
  durationMs?: number;
  /** Set when the broker has taken the message. */
  result?: Receipt;
  /** Set when it has not. */
  error?: unknown;
}

/** On `runwire:deliver`: a consumer takes a message, now. */
export interface DeliveryReport {
  readonly backend: string;
  /** Those of the subscription. */
  readonly patterns: readonly string[];
  readonly message: Message;
}

/** On `runwire:gap`, right before the delivery of the message that carries the gap. */
export interface GapReport extends DeliveryReport {
  readonly gap: Gap;
}

/** On `runwire:status`: a broker's status changes, to `connecting`, `ready`, `reconnecting`, … */
export interface StatusReport {
  readonly backend: string;
  readonly status: BrokerStatus;
  readonly previous: BrokerStatus;
}
