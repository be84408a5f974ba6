import type { TrainingEvent } from '@runwire/events';
import { formatDuration } from '../terminal/format-duration.js';
import { formatNumber } from '../terminal/format-number.js';

/** The types of events, as events spell them. */
export type EventWord = TrainingEvent['type'];

export const EVENT_WORDS: readonly EventWord[] = ['status', 'progress', 'metrics', 'log', 'error', 'heartbeat', 'control-request', 'control-acknowledgement'];

/** What an event says, in one line; not yet escaped. */
export function eventText(event: TrainingEvent): string {
  switch (event.type) {
    case 'status':
      return withReason(event.previousStatus === undefined ? event.status : `${event.previousStatus} → ${event.status}`, event.reason);
    case 'progress':
      return progressText(event);
    case 'metrics':
      return metricsText(event);
    case 'log':
      return `${event.level}: ${event.message}`;
    case 'error':
      return `${event.fatal ? 'fatal ' : ''}${event.error.name}: ${event.error.message}`;
    case 'heartbeat':
      return 'alive';
    case 'control-request':
      return withReason(`${event.action} requested`, event.reason);
    case 'control-acknowledgement':
      return withReason(`${event.action} ${event.state}`, event.reason);
  }
}

function withReason(text: string, reason: string | undefined): string {
  return reason === undefined ? text : `${text}: ${reason}`;
}

function progressText({ currentStep, totalSteps, percent, etaMs }: Extract<TrainingEvent, { type: 'progress' }>): string {
  const of = totalSteps === undefined ? '' : `/${String(totalSteps)}`;
  const share = percent === undefined ? '' : ` ${percent.toFixed(0)}%`;
  return `step ${String(currentStep)}${of}${share}${etaMs === undefined ? '' : ` eta ${formatDuration(etaMs)}`}`;
}

function metricsText({ step, metrics }: Extract<TrainingEvent, { type: 'metrics' }>): string {
  const values = Object.entries(metrics).map(([name, value]) => `${name}=${formatNumber(value)}`);
  return `${step === undefined ? '' : `step ${String(step)} `}${values.join(' ')}`;
}
