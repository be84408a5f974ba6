/**
 * The diagnostics channels of all brokers of the process. Each costs one look at `hasSubscribers` while nobody listens. What
 * a listener throws, Node reports as an uncaught exception; the broker goes on.
 */
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import type { DeliveryReport, GapReport, PublishTrace, StatusReport } from './diagnostics.js';
import type { Message, Receipt } from './message.js';

const publishes = tracingChannel<PublishTrace, PublishTrace>('runwire:publish');
const deliveries = channel('runwire:deliver');
const gaps = channel('runwire:gap');
const statuses = channel('runwire:status');

export function isPublishTraced(): boolean {
  return publishes.hasSubscribers;
}

/** Runs a publish, and tells of it. */
export function tracePublish(trace: PublishTrace, publish: () => Promise<Receipt>): Promise<Receipt> {
  const startedAt = performance.now();
  const timed = (): Promise<Receipt> =>
    publish().finally(() => {
      trace.durationMs = performance.now() - startedAt;
    });
  return publishes.tracePromise(timed, trace);
}

/** @param message absent: one without a gap */
export function isDeliveryReported(message?: Message): boolean {
  return deliveries.hasSubscribers || (message?.gap !== undefined && gaps.hasSubscribers);
}

export function reportDelivery(report: DeliveryReport): void {
  const { gap } = report.message;
  if (gap !== undefined) gaps.publish({ ...report, gap } satisfies GapReport);
  deliveries.publish(report);
}

export function reportStatus(report: StatusReport): void {
  statuses.publish(report);
}
