import { wipe } from '../clean-slate.mjs';

const KEYS = 1_000;
const LONG = { warmUpMs: 400, measureMs: 1_000 };
const QUICK = { warmUpMs: 150, measureMs: 300 };

/** A JSON value of 1 KB. */
const valueOf = (version) => ({ version, status: 'running', note: 'x'.repeat(970) });

/** 1,000 keys, `size` operations in flight: thousands of operations a second. */
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
  const sets = await keepBusy(set, { size, forMs: measureMs });
  await keepBusy(get, { size, forMs: warmUpMs });
  return { sets, gets: await keepBusy(get, { size, forMs: measureMs }) };
}

async function keepBusy(operate, { size, forMs }) {
  const started = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() - started < forMs || count < KEYS) await operate(count++);
  };
  await Promise.all(Array.from({ length: size }, worker));
  return count / (performance.now() - started);
}
