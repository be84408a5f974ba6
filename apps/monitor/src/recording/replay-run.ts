import { setTimeout as delay } from 'node:timers/promises';
import type { MessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';
import type { ErrorDescription, TrainingEvent } from '@runwire/events';
import type { RecordedLine } from './recorded-line.js';

export interface ReplayOptions {
  readonly broker: MessageBroker;
  /** So many times as fast as it happened; `Infinity`: at once. */
  readonly speed: number;
  readonly signal: AbortSignal;
}

/** Publishes recorded lines again, at their own pace or faster. Resolves at the end, or when the signal comes. */
export async function replay(lines: readonly RecordedLine[], { broker, speed, signal }: ReplayOptions): Promise<void> {
  const events = lines.flatMap((line) => (line.kind === 'event' ? [line] : [])).sort((a, b) => a.event.timestamp - b.event.timestamp);
  const channels = new Map([...new Set(lines.map(({ namespace }) => namespace))].map((namespace) => [namespace, new TrainingChannel({ broker, namespace })]));
  for (const line of lines) if (line.kind === 'run') await channels.get(line.namespace)?.createExperiment(line.id, optionsOf(line));
  const [began, first] = [performance.now(), events[0]?.event.timestamp ?? 0];
  for (const { namespace, event } of events) {
    const waitMs = (event.timestamp - first) / speed - (performance.now() - began);
    if (waitMs > 1) await delay(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await publishAgain(channels.get(namespace), event);
  }
}

function optionsOf({ name, tags, config }: Extract<RecordedLine, { kind: 'run' }>) {
  return { config, ...(name === undefined ? {} : { name }), ...(tags === undefined ? {} : { tags: [...tags] }) };
}

/** Requests, answers to them and signs of life belong to the trainer that was; they are not repeated. */
async function publishAgain(channel: TrainingChannel | undefined, event: TrainingEvent): Promise<void> {
  const { experimentId: id } = event;
  switch (event.type) {
    case 'status':
      if (event.status !== 'created') await channel?.publishStatus(id, event.status, { reason: event.reason, result: event.result });
      return;
    case 'progress':
      await channel?.publishProgress(id, { currentStep: event.currentStep, totalSteps: event.totalSteps, epoch: event.epoch, percent: event.percent, rate: event.rate, etaMs: event.etaMs });
      return;
    case 'metrics':
      await channel?.publishMetrics(id, event.metrics, { step: event.step });
      return;
    case 'log':
      await channel?.publishLog(id, event.message, { level: event.level, logger: event.logger, fields: event.fields });
      return;
    case 'error':
      await channel?.publishError(id, errorFrom(event.error), { fatal: event.fatal });
      return;
    default:
  }
}

function errorFrom({ name, message, stack, code, cause }: ErrorDescription): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: errorFrom(cause) });
  return Object.assign(error, { name, stack, ...(code === undefined ? {} : { code }) });
}
