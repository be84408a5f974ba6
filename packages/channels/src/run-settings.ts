import { BrokerError } from '@runwire/broker-core';
import { callListener } from '@runwire/broker-core/backend';
import type { CreateExperimentOptions } from './training-publisher.js';

/** What `startRun` takes. */
export interface StartRunOptions extends CreateExperimentOptions {
  /** Continues the experiment if it exists, from any status but an end. Default `false`: an existing id is a conflict. */
  readonly resume?: boolean | undefined;
  /** The steps to do, from 1; goes into every progress event that does not say otherwise. */
  readonly totalSteps?: number | undefined;
  /** Milliseconds between two heartbeats, from 10. Default 5 000. */
  readonly heartbeatMs?: number | undefined;
  /** Milliseconds between two progress events at least, from 0; one that is due waits up to 100 more for something to go out with. Default 250. */
  readonly progressEveryMs?: number | undefined;
  /** The same for metrics events (0: each call is an event). Default 50. */
  readonly metricsEveryMs?: number | undefined;
  /**
   * Milliseconds over which progress, metrics and logs are gathered to leave together, from 0 (each leaves at once); they may wait 100
   * more for the next report. The first after a pause leaves at once, and what cannot wait (a status, an error, a flush, the end) takes them along. Default 250.
   */
  readonly gatherMs?: number | undefined;
  /** Events that wait at most while the broker cannot be reached, from 1. Default 10 000. */
  readonly maxPending?: number | undefined;
  /** Milliseconds that the end may take to reach the broker, from 1. Default 10 000. */
  readonly closeTimeoutMs?: number | undefined;
  /** Hears of every report that was refused. What it throws is an uncaught exception. Default: only counted, in `TrainingRun.problems`. */
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

/** The settings of a run, with their defaults. */
export interface RunSettings {
  readonly totalSteps: number | undefined;
  readonly heartbeatMs: number;
  readonly progressEveryMs: number;
  readonly metricsEveryMs: number;
  readonly gatherMs: number;
  readonly maxPending: number;
  readonly closeTimeoutMs: number;
  /** Never throws. */
  readonly onProblem: (error: unknown) => void;
}

/** @throws BrokerError (`INVALID_ARGUMENT`) for what is out of range */
export function runSettings(options: StartRunOptions): RunSettings {
  return {
    totalSteps: options.totalSteps,
    heartbeatMs: atLeast(10, 'heartbeatMs', options.heartbeatMs ?? 5_000),
    progressEveryMs: atLeast(0, 'progressEveryMs', options.progressEveryMs ?? 250),
    metricsEveryMs: atLeast(0, 'metricsEveryMs', options.metricsEveryMs ?? 50),
    gatherMs: atLeast(0, 'gatherMs', options.gatherMs ?? 250),
    maxPending: atLeast(1, 'maxPending', options.maxPending ?? 10_000),
    closeTimeoutMs: atLeast(1, 'closeTimeoutMs', options.closeTimeoutMs ?? 10_000),
    onProblem: problemListener(options),
  };
}

/** What hears of problems, and never throws. */
export function problemListener({ onProblem }: Pick<StartRunOptions, 'onProblem'>): (error: unknown) => void {
  return (error) => {
    if (onProblem !== undefined) callListener(onProblem, error);
  };
}

function atLeast(least: number, name: string, value: number): number {
  if (value >= least && value < 2 ** 31) return value;
  throw new BrokerError('INVALID_ARGUMENT', `${name} is ${String(value)}; use a number from ${String(least)}.`);
}
