import { metricsEvent } from '../../harness/metrics-event.mjs';
import { processorMs, timeAsync } from '../../harness/timed.mjs';

const RETAINED = 10_000;

/** Reads 10,000 retained messages from the beginning, again and again: thousands of messages a second. */
export async function measure(contender, { isQuick }) {
  const bus = contender.connect({ history: { maxLength: RETAINED, ttlMs: 3_600_000 } });
  for (let step = 0; step < RETAINED; step++) await bus.publish(metricsEvent(step));
  const replay = async () => {
    let next = 0;
    await bus.replay(RETAINED, ({ step }) => {
      if (step !== next++) throw new Error(`got step ${step} instead of ${next - 1}`);
    });
    if (next !== RETAINED) throw new Error(`got ${next} of ${RETAINED} messages`);
  };
  return { thousandsPerSecond: (RETAINED / (await timeAsync(replay, { isQuick, clock: processorMs }))) * 1e6 };
}
