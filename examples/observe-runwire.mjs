/** Runwire's diagnostics channels as OpenTelemetry spans and metrics; call it once, beside the SDK of your choice. */
import { subscribe, tracingChannel } from 'node:diagnostics_channel';
import { context, metrics, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** For `TrainingChannel`: each event carries the span in which it was reported. */
export function traceContext() {
  const { traceparent, tracestate } = carrierOf(context.active());
  return { traceparent, tracestate };
}

export function observeRunwire() {
  const tracer = trace.getTracer('runwire');
  const meter = metrics.getMeter('runwire');
  const duration = meter.createHistogram('messaging.client.operation.duration', { unit: 's' });
  const consumed = meter.createCounter('messaging.client.consumed.messages');
  const missed = meter.createCounter('runwire.missed.messages');
  const statuses = meter.createCounter('runwire.status.changes');
  const spans = new WeakMap();

  tracingChannel('runwire:publish').subscribe({
    start(publish) {
      const attributes = { ...attributesOf(publish), 'messaging.operation.name': 'publish', 'messaging.destination.name': publish.topic };
      spans.set(publish, tracer.startSpan('publish', { kind: SpanKind.PRODUCER, attributes }));
    },
    asyncEnd(publish) {
      const span = spans.get(publish);
      if (publish.error !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: publish.error.message });
      span?.setAttribute('messaging.message.id', publish.result?.id ?? '').end();
      duration.record(publish.durationMs / 1_000, { ...attributesOf(publish), ...(publish.error && { 'error.type': publish.error.code }) });
    },
  });
  subscribe('runwire:deliver', (delivery) => {
    const { topic, id, data } = delivery.message;
    const attributes = { ...attributesOf(delivery), 'messaging.operation.name': 'receive', 'messaging.destination.name': topic, 'messaging.message.id': id };
    // The event tells where it came from, whichever process that was.
    const origin = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, data));
    tracer.startSpan('receive', { kind: SpanKind.CONSUMER, attributes, links: origin === undefined ? [] : [{ context: origin }] }).end();
    consumed.add(1, attributesOf(delivery));
  });
  subscribe('runwire:gap', (report) => missed.add(report.gap.missed ?? 1, { ...attributesOf(report), reason: report.gap.reason }));
  subscribe('runwire:status', (report) => statuses.add(1, { ...attributesOf(report), status: report.status.kind }));
}

function carrierOf(active) {
  const carrier = {};
  propagation.inject(active, carrier);
  return carrier;
}

/** Topics are too many for metrics: spans have them. */
function attributesOf({ backend }) {
  return { 'messaging.system': 'runwire', 'runwire.backend': backend };
}
