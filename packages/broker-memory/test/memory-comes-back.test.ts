import { describe, expect, it } from '@jest/globals';
import { MemoryBroker } from '../src/memory-broker.js';
import { ClockedBroker } from './clocked-broker.js';
import { liveHeap } from './live-heap.js';
import { remainsOf } from './short-lived-topics.js';

const MiB = 1024 * 1024;

/** Bytes by which `work`, done a first time to warm up, makes the heap grow the second time. */
async function growthOf(work: () => Promise<void>): Promise<number> {
  await work();
  const before = await liveHeap();
  await work();
  return (await liveHeap()) - before;
}

describe('the memory of a MemoryBroker', () => {
  it('comes back after 50 000 short-lived topics and keys', async () => {
    expect(await remainsOf(50_000)).toBeLessThan(2 * MiB);
  });

  it('does not grow with a key that is written again and again before it expires', async () => {
    await using broker = new ClockedBroker();
    const beat = async (): Promise<void> => {
      for (let step = 0; step < 20_000; step++) {
        await broker.store.set('exp:1:heartbeat', step, { ttlMs: 60_000 });
        if (step % 10 === 0) broker.pass(1_000);
      }
    };
    expect(await growthOf(beat)).toBeLessThan(MiB / 2);
  });

  it('does not grow with 10 000 subscribe and close cycles', async () => {
    await using broker = new MemoryBroker();
    const cycle = async (): Promise<void> => {
      for (let round = 0; round < 10_000; round++) {
        const subscription = broker.subscribe(['training.*', `run.exp_${String(round)}.status`]);
        if (round % 2 === 0) await subscription.ready;
        await subscription.close();
      }
    };
    expect(await growthOf(cycle)).toBeLessThan(MiB);
    expect(broker.stats().subscriptions).toBe(0);
  });

  it('does not grow, nor does the listener count, with one signal used for 10 000 subscriptions', async () => {
    await using broker = new MemoryBroker();
    const abort = new AbortController();
    let listeners = 0;
    const { signal } = abort;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...given: Parameters<typeof add>) => { listeners++; add(...given); };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => { listeners--; remove(...given); };
    const cycle = async (): Promise<void> => {
      for (let round = 0; round < 10_000; round++) await broker.subscribe('training.*', { signal }).close();
    };
    expect(await growthOf(cycle)).toBeLessThan(MiB);
    expect(listeners).toBe(0);
    const open = Array.from({ length: 100 }, () => broker.subscribe('training.*', { signal }));
    expect(listeners).toBe(1);
    abort.abort();
    expect(await Promise.all(open.map(({ closed }) => closed))).toEqual(open.map(() => ({ kind: 'aborted' })));
    expect(listeners).toBe(0);
  });

  it('does not grow with 10 000 subscriptions to a signal that was aborted before', async () => {
    await using broker = new MemoryBroker();
    const cycle = async (): Promise<void> => {
      for (let round = 0; round < 10_000; round++) await broker.subscribe('training.*', { signal: AbortSignal.abort() }).close();
    };
    expect(await growthOf(cycle)).toBeLessThan(MiB);
  });

  it('comes back when large messages were trimmed', async () => {
    await using broker = new MemoryBroker();
    const publish = async (): Promise<void> => {
      for (let round = 0; round < 200; round++) await broker.publish('blobs', { round, blob: Array.from({ length: 10_000 }, () => round) }, { history: { maxLength: 1, ttlMs: 60_000 } });
    };
    expect(await growthOf(publish)).toBeLessThan(MiB);
  });
});
