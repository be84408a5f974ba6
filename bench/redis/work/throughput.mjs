import { metricsEvent } from '../../harness/metrics-event.mjs';
import { Tally } from '../../harness/tally.mjs';
import { wipe } from '../clean-slate.mjs';
import { openCpuMeter } from '../server-cpu.mjs';

const LONG = { warmUpMs: 700, measureMs: 1_500 };
const QUICK = { warmUpMs: 300, measureMs: 500 };

/** Keeps `size` publishes in flight and receives all of them: thousands of messages a second, server microseconds a message. */
export async function measure(contender, { size, isQuick, context }) {
  await wipe(context);
  const { warmUpMs, measureMs } = isQuick ? QUICK : LONG;
  const bus = await contender.connect(context);
  const tally = new Tally();
  await bus.subscribe(tally.listener());
  const readCpu = openCpuMeter(contender, context);
  let step = 0;
  const publish = () => bus.publish(metricsEvent(step++));
  await keepBusy(publish, { size, forMs: warmUpMs, tally });
  const cpuBefore = await readCpu();
  const { count, ms } = await keepBusy(publish, { size, forMs: measureMs, tally });
  const serverUs = ((await readCpu()) - cpuBefore) / count;
  await tally.verify();
  return { thousandsPerSecond: count / ms, serverUs };
}

/** Until the last message has been received. */
async function keepBusy(publish, { size, forMs, tally }) {
  const started = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() - started < forMs) {
      count++;
      tally.expect(1);
      await publish();
    }
  };
  await Promise.all(Array.from({ length: size }, worker));
  await tally.received();
  return { count, ms: performance.now() - started };
}
