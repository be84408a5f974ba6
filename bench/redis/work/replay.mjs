import { metricsEvent } from '../../harness/metrics-event.mjs';
import { timeAsync } from '../../harness/timed.mjs';
import { wipe } from '../clean-slate.mjs';

const RETAINED = 10_000;

/** Reads 10,000 retained messages from the beginning, again and again: thousands of messages a second. */
export async function measure(contender, { isQuick, context }) {
  await wipe(context);
  const log = await contender.open(context, RETAINED);
  await Promise.all(Array.from({ length: RETAINED }, (_, step) => log.append(metricsEvent(step))));
  const replay = async () => {
    let next = 0;
    for await (const { step } of log.replay(RETAINED)) {
      if (step !== next++) throw new Error(`got step ${step} instead of ${next - 1}`);
    }
    if (next !== RETAINED) throw new Error(`got ${next} of ${RETAINED} messages`);
  };
  return { thousandsPerSecond: (RETAINED / (await timeAsync(replay, { isQuick }))) * 1e6 };
}
