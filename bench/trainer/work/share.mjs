import { setTimeout as delay } from 'node:timers/promises';
import { metricsOf } from './metrics.mjs';

const TICK_MS = 100;
const TICKS_OF_UPDATE = 4;
const STEPS_OF_TICK = 512;
const EPISODES_OF_UPDATE = 8;
const LONG = { warmUpTicks: 50, ticks: 200 };
const QUICK = { warmUpTicks: 20, ticks: 50 };

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
    run.progress({ currentStep: tick * STEPS_OF_TICK, epoch: Math.floor(tick / TICKS_OF_UPDATE) });
    if (tick % TICKS_OF_UPDATE === 0) reportUpdate(run, tick);
    await delay(TICK_MS);
  }
  await run.flush();
}

function reportUpdate(run, tick) {
  run.metrics(metricsOf(tick), tick * STEPS_OF_TICK);
  for (let episode = 0; episode < EPISODES_OF_UPDATE; episode++) run.log(`Episode of 256 bars ended with reward ${Math.cos(tick + episode).toFixed(2)}.`);
}
