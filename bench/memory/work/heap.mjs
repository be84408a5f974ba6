import { settledHeap } from '../../harness/heap.mjs';
import { metricsEvent } from '../../harness/metrics-event.mjs';

const IDLE = 1_000;
const HOLDERS = 100;
const QUEUED = 900;

/** Bytes of an idle subscription, and of a message in one more queue beside those that hold it already. */
export async function measure(contender) {
  return { idleBytes: await idleBytes(contender), queuedBytes: await queuedBytes(contender) };
}

const ignore = () => undefined;

async function idleBytes(contender) {
  const bus = contender.connect();
  await bus.subscribe(ignore);
  const before = await settledHeap();
  for (let count = 0; count < IDLE; count++) await bus.subscribe(ignore);
  const grown = (await settledHeap()) - before;
  await bus.publish(metricsEvent(0));
  return grown / IDLE;
}

async function queuedBytes(contender) {
  const [one, many] = [await grownBy(contender, 1), await grownBy(contender, 1 + HOLDERS)];
  return (many - one) / HOLDERS / QUEUED;
}

/** Bytes that queued messages take when so many subscriptions hold each. */
async function grownBy(contender, holders) {
  const bus = contender.connect();
  for (let count = 0; count < holders; count++) await bus.hold();
  const before = await settledHeap();
  for (let step = 0; step < QUEUED; step++) await bus.publish(metricsEvent(step));
  const grown = (await settledHeap()) - before;
  await bus.publish(metricsEvent(QUEUED));
  return grown;
}
