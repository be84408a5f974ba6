import { wipe } from '../clean-slate.mjs';

const KEY = 'training:experiment:exp_123:progress';

/** `size` increments of one key at once: thousands a second, and how many of them were lost. */
export async function measure(contender, { size, context }) {
  await wipe(context);
  const store = await contender.open(context);
  await store.set(KEY, 0);
  await store.increment(KEY);
  const started = performance.now();
  await Promise.all(Array.from({ length: size }, () => store.increment(KEY)));
  const thousandsPerSecond = size / (performance.now() - started);
  const reached = await store.get(KEY);
  return { thousandsPerSecond, lost: size + 1 - reached };
}
