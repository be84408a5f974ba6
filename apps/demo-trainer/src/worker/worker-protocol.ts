import type { ErrorDescription } from '@runwire/events';
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

/** What the worker answers. */
export type WorkerAnswer =
  | { readonly kind: 'event'; readonly event: ExperimentEvent; readonly checkpoint?: Checkpoint }
  | { readonly kind: 'failed'; readonly error: ErrorDescription };
