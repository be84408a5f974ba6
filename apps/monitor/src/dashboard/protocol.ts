import type { RunSummary } from '../fleet/run-summary.js';
import type { CurveData } from './curve.js';

/** How the server itself stands towards its broker. */
export interface BrokerState {
  readonly kind: 'connecting' | 'ready' | 'reconnecting' | 'degraded' | 'closed';
  /** One sentence for a person, where something is wrong. */
  readonly detail?: string | undefined;
}

/** One line of a run's log; an error carries its stack. */
export interface LogLine {
  /** Counts the lines of a run, from 1. */
  readonly number: number;
  readonly time: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
  readonly logger?: string | undefined;
  /** The stack of an error, causes included. */
  readonly stack?: string | undefined;
  readonly isFatal?: boolean | undefined;
}

/** The course of the headline metric, small enough for a list. */
export interface Trend {
  readonly metric: string;
  readonly curve: CurveData;
}

/** Something changed. `key` names the run: `namespace/id`. */
export type Delta =
  | { readonly kind: 'run'; readonly run: RunSummary }
  | { readonly kind: 'gone'; readonly key: string }
  | { readonly kind: 'points'; readonly key: string; readonly step: number; readonly time: number; readonly metrics: Readonly<Record<string, number | null>> }
  | { readonly kind: 'line'; readonly key: string; readonly line: LogLine }
  | { readonly kind: 'trend'; readonly key: string; readonly trend: Trend }
  | { readonly kind: 'broker'; readonly broker: BrokerState };

/** What changed since the frame before. Frames of one boot are numbered without holes. */
export interface Frame {
  /** Which life of the server; another one has another numbering. */
  readonly boot: string;
  readonly frame: number;
  /** Milliseconds since the epoch, on the server's clock. */
  readonly time: number;
  readonly deltas: readonly Delta[];
}

/** Up to which frame an answer holds: go on with the next one. */
export interface AsOf {
  readonly boot: string;
  readonly frame: number;
  readonly time: number;
}

/** `GET /api/snapshot`. */
export interface Snapshot extends AsOf {
  readonly broker: BrokerState;
  readonly runs: readonly { readonly run: RunSummary; readonly trend?: Trend | undefined }[];
}

/** `GET /api/runs/:namespace/:id`. */
export interface RunDetail extends AsOf {
  readonly key: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly result?: { readonly summary?: string | undefined } | undefined;
  /** By metric name. */
  readonly curves: readonly (readonly [metric: string, curve: CurveData])[];
  readonly lines: readonly LogLine[];
  /** How many events of this run are known to be lost. */
  readonly missed: number;
}

/** Milliseconds between pings. */
export const PING_EVERY_MS = 5_000;

/** After this long without a ping or frame the server counts as gone. */
export const WATCHDOG_MS = 12_000;
