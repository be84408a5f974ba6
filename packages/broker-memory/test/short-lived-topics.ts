import { ClockedBroker } from './clocked-broker.js';
import { liveHeap } from './live-heap.js';

const BATCH = 10_000;

/** How much heap remains of `count` topics and keys that came, were listened to, and expired; bytes. */
export async function remainsOf(count: number): Promise<number> {
  await using broker = new ClockedBroker();
  const subscription = broker.subscribe('*', { maxQueueSize: BATCH });
  await subscription.ready;
  const iterator = subscription.batches()[Symbol.asyncIterator]();
  await generation(broker, iterator, 0);
  const before = await liveHeap();
  for (let first = BATCH; first < count + BATCH; first += BATCH) await generation(broker, iterator, first);
  return (await liveHeap()) - before;
}

async function generation(broker: ClockedBroker, batches: AsyncIterator<readonly unknown[]>, first: number): Promise<void> {
  for (let index = first; index < first + BATCH; index++) {
    const name = `exp_${String(index)}`;
    const save = [{ key: `run:${name}:status`, value: { step: index }, ttlMs: 1_000 }];
    await broker.publish(`run.${name}.status`, { step: index }, { id: name, history: { maxLength: 10, ttlMs: 1_000 }, save });
  }
  for (let taken = 0; taken < BATCH; ) {
    const { value } = (await batches.next()) as { value: readonly unknown[] };
    taken += value.length;
  }
  broker.pass(3_000);
  broker.pass(400_000);
}
