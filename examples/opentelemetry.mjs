/** A training step, its publish and its delivery in one trace, and what was counted on the way. Prints what an exporter gets. */
import { metrics, trace } from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { createMessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';
import { observeRunwire, traceContext } from './observe-runwire.mjs';

const spanExporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }).register();
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })] });
metrics.setGlobalMeterProvider(meterProvider);
observeRunwire();

const broker = await createMessageBroker();
const channel = new TrainingChannel({ namespace: 'traced', broker, traceContext });
await channel.createExperiment('exp_1');
const subscription = broker.subscribe('traced.experiment.*.metrics');
await subscription.ready;

await trace.getTracer('trainer').startActiveSpan('train step', async (span) => {
  await channel.publishMetrics('exp_1', { loss: 0.25 }, { step: 1 });
  span.end();
});
for await (const { data } of subscription) {
  console.log('received', data.metrics, 'traced by', data.traceparent);
  break;
}
await broker.publish('no..topic', {}).catch(({ message }) => console.log(message));
await broker.close();

for (const span of spanExporter.getFinishedSpans()) {
  const { traceId, spanId } = span.spanContext();
  const links = span.links.map(({ context }) => context.spanId);
  console.log(JSON.stringify({ name: span.name, topic: span.attributes['messaging.destination.name'], traceId, spanId, parent: span.parentSpanContext?.spanId, links, error: span.status.message }));
}
await meterProvider.forceFlush();
for (const { descriptor, dataPoints } of metricExporter.getMetrics()[0].scopeMetrics[0].metrics) {
  for (const { attributes, value } of dataPoints) console.log(descriptor.name, JSON.stringify(attributes), JSON.stringify(value.count ?? value));
}
await meterProvider.shutdown();
