import { setTimeout as delay } from 'node:timers/promises';

import { metricsEvent } from '../../harness/metrics-event.mjs';
import { quantile } from '../../harness/statistics.mjs';
import { Tally } from '../../harness/tally.mjs';
import { wipe } from '../clean-slate.mjs';

const PER_MS = 1;
/** Five seconds: at this rate it takes the engine so long to compile what is called, and a trainer runs for hours. */
const WARM_UP = 5_000;

/** Publishes 1,000 messages a second: microseconds from the publish call to the subscriber. */
export async function measure(contender, { isQuick, context }) {
  await wipe(context);
  const bus = await contender.connect(context);
  const tally = new Tally();
  const count = tally.listener();
  const [sent, tookUs] = [[], []];
  await bus.subscribe((event) => {
    tookUs.push((performance.now() - sent[event.step]) * 1_000);
    count(event);
  });
  const publish = () => {
    tally.expect(1);
    const step = sent.push(performance.now()) - 1;
    return bus.publish(metricsEvent(step));
  };
  await pace(publish, WARM_UP + (isQuick ? 1_000 : 3_000));
  await tally.received();
  await tally.verify();
  const measured = tookUs.slice(WARM_UP);
  return { p50Us: quantile(measured, 0.5), p99Us: quantile(measured, 0.99) };
}

/** As many calls as are due, whenever the timer comes round. */
async function pace(publish, total) {
  const started = performance.now();
  const taken = [];
  while (taken.length < total) {
    const due = Math.min(total, Math.floor((performance.now() - started) * PER_MS));
    while (taken.length < due) taken.push(publish());
    await delay(1);
  }
  await Promise.all(taken);
}
