import { isTerminal } from '@runwire/events';
import type { ExperimentView } from '@runwire/channels';
import { formatRounded } from '../terminal/format-number.js';
import { headlineMetric } from './headline-metric.js';
import { runStateOf, type RunState } from './run-state.js';

/** What a list shows of a run, computed once for terminal and browser alike. Times are milliseconds since the epoch. */
export interface RunSummary {
  /** `namespace/id`: unique over all namespaces. */
  readonly key: string;
  readonly namespace: string;
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly reason?: string | undefined;
  /** 0 to 1, where the end is known. */
  readonly fraction?: number | undefined;
  readonly currentStep?: number | undefined;
  readonly totalSteps?: number | undefined;
  /** Steps per second. */
  readonly rate?: number | undefined;
  readonly etaMs?: number | undefined;
  /** `text`: the value for people; JSON carries no value that is not finite. */
  readonly headline?: { readonly metric: string; readonly value: number; readonly text: string } | undefined;
  readonly createdAt: number;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly lastSignalAt?: number | undefined;
  /** First line of the latest error. */
  readonly error?: string | undefined;
  readonly tags: readonly string[];
  /** Where the latest request to the trainer stands. */
  readonly control?: { readonly requestId: string; readonly action: string; readonly state: string; readonly reason?: string | undefined } | undefined;
}

/** The summary of a run. */
export function summarize(view: ExperimentView): RunSummary {
  const { namespace, id, progress, control } = view;
  const metric = headlineMetric(Object.keys(view.metrics));
  const value = metric === undefined ? undefined : view.metrics[metric];
  const isOver = isTerminal(view.status);
  return {
    key: `${namespace}/${id}`,
    namespace,
    id,
    name: view.name ?? id,
    state: runStateOf(view),
    reason: view.statusReason,
    fraction: progress?.percent === undefined ? undefined : progress.percent / 100,
    currentStep: progress?.currentStep,
    totalSteps: progress?.totalSteps,
    rate: isOver ? undefined : progress?.rate,
    etaMs: isOver ? undefined : progress?.etaMs,
    headline: metric === undefined || value === undefined ? undefined : { metric, value, text: formatRounded(value) },
    createdAt: view.createdAt,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
    lastSignalAt: view.lastSignalAt,
    error: view.error === undefined ? undefined : `${view.error.error.name}: ${view.error.error.message}`.split('\n')[0]?.slice(0, 500),
    tags: view.tags ?? [],
    control: control === undefined ? undefined : { requestId: control.requestId, action: control.action, state: control.state, reason: control.stateReason },
  };
}
