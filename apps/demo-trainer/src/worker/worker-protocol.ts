import type { Checkpoint } from '../experiment/checkpoint.js';
import type { ExperimentEvent } from '../experiment/experiment-event.js';
import type { ExperimentPlan } from '../experiment/experiment-plan.js';
import type { PriceSeries } from '../market/price-series.js';

/** What a worker thread starts with. */
export interface WorkerInput {
  readonly plan: ExperimentPlan;
  readonly series: PriceSeries;
  /** Continue from here. */
  readonly checkpoint?: Checkpoint;
}

/** The main thread asks for the next event; nothing runs while it does not ask. Each request gets one answer. */
export interface WorkerRequest {
  /** Whether an update event shall bring a checkpoint along. */
  readonly wantsCheckpoint: boolean;
}

/** An error on its way between threads, which would lose its name and code if it were sent as it is. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string | undefined;
}

/** What the worker answers. */
export type WorkerAnswer =
  | { readonly kind: 'event'; readonly event: ExperimentEvent; readonly checkpoint?: Checkpoint }
  | { readonly kind: 'failed'; readonly error: Failure };
