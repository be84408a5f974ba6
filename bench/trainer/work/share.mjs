import { setTimeout as delay } from 'node:timers/promises';
import { logLineOf, metricsOf } from './metrics.mjs';

/** An update: the demo trains its 50,000 steps in 98 updates of 512, which take about ten seconds of one core. */
const TICK_MS = 100;
const STEPS_OF_UPDATE = 512;
/** For so long after a start, compiler and collector are at work on what was loaded. */
const LONG = { warmUpTicks: 250, ticks: 250 };
const QUICK = { warmUpTicks: 50, ticks: 50 };

/** What a trainer's process uses while it reports an experiment as the demo trainer does, in % of one core. */
export async function measure({ startRun }, { isQuick, context }) {
  const { warmUpTicks, ticks } = isQuick ? QUICK : LONG;
  const run = await startRun(context);
  await train(run, warmUpTicks);
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  await train(run, ticks);
  const { user, system } = process.cpuUsage(before);
  const elapsedMs = performance.now() - startedAt;
  await run.end();
  return { percent: (user + system) / elapsedMs / 10 };
}

async function train(run, ticks) {
  for (let tick = 1; tick <= ticks; tick++) {
    reportUpdate(run, tick);
    await delay(TICK_MS);
  }
  await run.flush();
}

function reportUpdate(run, update) {
  run.progress({ currentStep: update * STEPS_OF_UPDATE, epoch: update });
  run.metrics(metricsOf(update), update * STEPS_OF_UPDATE);
  run.log(logLineOf(update));
}
