import { logLineOf, metricsOf } from './metrics.mjs';

const LONG = { warmUp: 1_000, count: 4_000 };
const QUICK = { warmUp: 500, count: 1_000 };

const EVENTS = {
  metrics: metricsOf,
  progress: (step) => ({ currentStep: step, totalSteps: 1_000_000, epoch: 3, rate: 512.5 }),
  log: logLineOf,
};

/** Microseconds of CPU for one event of each kind, published and awaited. */
export async function measure({ startRun }, { isQuick, context }) {
  const { warmUp, count } = isQuick ? QUICK : LONG;
  const run = await startRun(context);
  const figures = {};
  for (const [kind, event] of Object.entries(EVENTS)) {
    for (let step = 0; step < warmUp; step++) await run.publish(kind, event(step));
    const before = process.cpuUsage();
    for (let step = 0; step < count; step++) await run.publish(kind, event(step));
    const { user, system } = process.cpuUsage(before);
    figures[kind] = (user + system) / count;
  }
  await run.end();
  return figures;
}
