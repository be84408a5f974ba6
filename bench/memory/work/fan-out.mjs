import { metricsEvent } from '../../harness/metrics-event.mjs';
import { Tally } from '../../harness/tally.mjs';
import { processorMs, timeAsync } from '../../harness/timed.mjs';

/** Messages on their way at once. */
const BURST = 100;

/** Publishes bursts to `size` subscribers of one topic: nanoseconds per delivery, publishing included. */
export async function measure(contender, { size, isQuick }) {
  const bus = contender.connect();
  const tally = new Tally();
  for (let count = 0; count < size; count++) await bus.subscribe(tally.listener());
  await new Promise(setImmediate);
  let step = 0;
  const burst = async () => {
    tally.expect(BURST * size);
    let taken;
    for (let count = 0; count < BURST; count++) taken = bus.publish(metricsEvent(step++));
    await taken;
    await tally.received();
  };
  const burstNs = await timeAsync(burst, { isQuick, clock: processorMs });
  await tally.verify();
  return { deliveryNs: burstNs / BURST / size };
}
