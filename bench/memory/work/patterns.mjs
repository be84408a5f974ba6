import { settledHeap } from '../../harness/heap.mjs';
import { metricsEvent } from '../../harness/metrics-event.mjs';
import { Tally } from '../../harness/tally.mjs';
import { processorMs, timeAsync } from '../../harness/timed.mjs';

const BURST = 100;
/** Topics published to, spread over the subscriptions: as many experiments as run at once. */
const MOST_TOPICS = 1_000;

/** Little is retained, so that what is measured is finding the subscribers and not filling the heap. */
const HISTORY = { maxLength: 10, ttlMs: 3_600_000 };

/** `size` pattern subscriptions, one of which matches each message: nanoseconds per publish, its delivery included. */
export async function measure(contender, { size, isQuick }) {
  const bus = contender.connect({ history: HISTORY });
  const tally = new Tally();
  const count = () => tally.countOne();
  for (let index = 0; index < size; index++) await bus.subscribe(count, `training.experiment.exp_${index}.*`);
  // What subscribing left behind is not the publisher's.
  await settledHeap();
  const topics = spread(Math.min(size, MOST_TOPICS), size).map((index) => `training.experiment.exp_${index}.metrics`);
  let step = 0;
  const burst = async () => {
    tally.expect(BURST);
    let taken;
    for (let published = 0; published < BURST; published++) taken = bus.publish(metricsEvent(step), topics[step++ % topics.length]);
    await taken;
    await tally.received();
  };
  const burstNs = await timeAsync(burst, { isQuick, clock: processorMs });
  await tally.verify();
  return { publishNs: burstNs / BURST };
}

/** `count` of the numbers below `size`, evenly spread, in an order that no cache foresees. */
const spread = (count, size) => Array.from({ length: count }, (_, index) => Math.floor((((index * 7_919) % count) * size) / count));
