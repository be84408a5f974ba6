import { wipe } from '../clean-slate.mjs';
import { openCpuMeter } from '../server-cpu.mjs';

const KEYS = 1_000;
const LONG = { warmUpMs: 400, measureMs: 1_000 };
const QUICK = { warmUpMs: 150, measureMs: 300 };

/** A JSON value of 1 KB. */
const valueOf = (version) => ({ version, status: 'running', note: 'x'.repeat(970) });

/** 1,000 keys, `size` operations in flight: thousands of operations a second, server microseconds a set. */
export async function measure(contender, { size, isQuick, context }) {
  await wipe(context);
  const store = await contender.open(context);
  const keys = Array.from({ length: KEYS }, (_, index) => `training:experiment:exp_${index}:status`);
  const { warmUpMs, measureMs } = isQuick ? QUICK : LONG;
  const set = (count) => store.set(keys[count % KEYS], valueOf(count));
  const get = async (count) => {
    const value = await store.get(keys[count % KEYS]);
    if (value?.status !== 'running') throw new Error(`got ${JSON.stringify(value)}`);
  };
  await keepBusy(set, { size, forMs: warmUpMs });
  const readCpu = openCpuMeter(contender, context);
  const cpuBefore = await readCpu();
  const sets = await keepBusy(set, { size, forMs: measureMs });
  const serverUs = ((await readCpu()) - cpuBefore) / sets.count;
  await keepBusy(get, { size, forMs: warmUpMs });
  const gets = await keepBusy(get, { size, forMs: measureMs });
  return { sets: sets.count / sets.ms, serverUs, gets: gets.count / gets.ms };
}

async function keepBusy(operate, { size, forMs }) {
  const started = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() - started < forMs || count < KEYS) await operate(count++);
  };
  await Promise.all(Array.from({ length: size }, worker));
  return { count, ms: performance.now() - started };
}
