import assert from 'node:assert/strict';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import type { DeliveryReport, GapReport, PublishTrace, StatusReport } from '../diagnostics.js';
import { InvalidTopicError } from '../errors.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import { within } from './within.js';

/** What the channels published while `during` ran, in order. Other brokers of the process are heard too: cases pick out their own. */
async function heard<Report>(channels: readonly string[], during: () => Promise<unknown>): Promise<readonly (readonly [channel: string, Report])[]> {
  const reports: (readonly [string, Report])[] = [];
  const listen = (report: unknown, name: string | symbol): void => { reports.push([String(name), report as Report]); };
  for (const channel of channels) subscribe(channel, listen);
  try {
    await during();
  } finally {
    for (const channel of channels) unsubscribe(channel, listen);
  }
  return reports;
}

/** The steps of the publishes to `topic` while `during` ran, each with what was known of it then. */
async function traced(topic: string, during: () => Promise<unknown>): Promise<readonly (readonly [step: string, trace: PublishTrace])[]> {
  const steps: (readonly [string, PublishTrace])[] = [];
  const note = (step: string) => (trace: unknown): void => { steps.push([step, { ...(trace as PublishTrace) }]); };
  const listeners = { start: note('start'), end: note('end'), asyncStart: note('asyncStart'), asyncEnd: note('asyncEnd'), error: note('error') };
  const channel = tracingChannel('runwire:publish');
  channel.subscribe(listeners);
  try {
    await during();
  } finally {
    channel.unsubscribe(listeners);
  }
  return steps.filter(([, trace]) => trace.topic === topic);
}

export function diagnostics({ it }: Chapter): void {
  it('traces a publish from its start to its receipt, with the time it took', async (stage) => {
    const topic = stage.topic('log');
    const { backend } = await stage.broker.healthCheck();
    const steps = await traced(topic, () => stage.broker.publish(topic, { step: 1 }, { id: 'first' }));
    assert.deepEqual(steps.map(([step]) => step), ['start', 'end', 'asyncStart', 'asyncEnd']);
    assert.deepEqual(steps[0]?.[1], { backend, topic, data: { step: 1 }, options: { id: 'first' } });
    const [, settled] = steps[2] ?? [];
    assert.deepEqual([settled?.result?.id, settled?.result?.offset, settled?.error], ['first', 1, undefined]);
    assert.ok((settled?.durationMs ?? -1) >= 0);
  });

  it('traces a refused publish to its error', async (stage) => {
    const topic = stage.topic('a..b');
    const steps = await traced(topic, () => assert.rejects(stage.broker.publish(topic, 1), InvalidTopicError));
    assert.deepEqual(steps.map(([step]) => step), ['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    const [, refused] = steps[2] ?? [];
    assert.ok(refused?.error instanceof InvalidTopicError);
    assert.ok((refused.durationMs ?? -1) >= 0);
  });

  it('reports each delivery when its consumer takes it, one by one and in batches', async (stage) => {
    const topic = stage.topic('log');
    const { backend } = await stage.broker.healthCheck();
    const patterns = [topic, stage.topic('other')];
    const reader = await stage.subscribe(patterns);
    const inBatches = stage.broker.subscribe(topic);
    await inBatches.ready;
    const batch = inBatches.batches()[Symbol.asyncIterator]().next();
    const reports = await heard<DeliveryReport>(['runwire:deliver'], async () => {
      await stage.publishAll(topic, range(1, 3));
      await reader.take(2);
      await within(batch, 10_000, () => 'no batch came');
    });
    const ours = (wanted: readonly string[]): unknown[] =>
      reports.filter(([, report]) => report.backend === backend && report.patterns.join() === wanted.join()).map(([, { message }]) => message.data);
    assert.deepEqual(ours(patterns), [1, 2]);
    assert.equal(ours([topic])[0], 1);
  });

  it('reports a gap right before the delivery that carries it', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 2, overflow: 'drop-oldest' });
    const witness = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 5));
    await witness.take(5);
    const reports = await heard<GapReport>(['runwire:gap', 'runwire:deliver'], () => reader.take(2));
    const [gap, carrier, next] = reports.filter(([, { message }]) => message.topic === topic);
    assert.deepEqual([gap?.[0], gap?.[1].gap], ['runwire:gap', { reason: 'overflow', missed: 3 }]);
    assert.deepEqual([carrier?.[0], carrier?.[1].message], ['runwire:deliver', gap?.[1].message]);
    assert.deepEqual([next?.[0], next?.[1].message.data], ['runwire:deliver', 5]);
  });

  it('reports a gap of a batch also when nobody listens to deliveries', async (stage) => {
    const topic = stage.topic('log');
    const subscription = stage.broker.subscribe(topic, { maxQueueSize: 2, overflow: 'drop-oldest' });
    await subscription.ready;
    const witness = await stage.subscribe(topic);
    await stage.publishAll(topic, range(1, 5));
    await witness.take(5);
    const batch = subscription.batches()[Symbol.asyncIterator]();
    const reports = await heard<GapReport>(['runwire:gap'], () => within(batch.next(), 10_000, () => 'no batch came'));
    assert.deepEqual(reports.filter(([, { message }]) => message.topic === topic).map(([, { gap }]) => gap), [{ reason: 'overflow', missed: 3 }]);
  });

  it('reports every change of the status', async (stage) => {
    const { broker } = stage;
    const before = broker.status;
    const reports = await heard<StatusReport>(['runwire:status'], () => broker.close());
    const { backend } = await broker.healthCheck();
    assert.deepEqual(reports, [['runwire:status', { backend, status: { kind: 'closed' }, previous: before }]]);
  });
}
