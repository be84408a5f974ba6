import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { Chapter } from './chapter.js';
import { collect } from './collect.js';
import { eventually } from './eventually.js';
import type { Stage } from './stage.js';

/** Clocks of a server and a client run apart by less than this, milliseconds. */
const TOLERANCE_MS = 20;

/** The key is there until its time is over, and not long after. Returns when it is gone. */
async function assertLives(stage: Stage, key: string, ttlMs: number, writtenAt: number): Promise<void> {
  await eventually(`${key} is gone`, async () => (await stage.broker.store.get(key)) === undefined);
  const livedMs = performance.now() - writtenAt;
  assert.ok(livedMs >= ttlMs - TOLERANCE_MS, `it lived ${String(livedMs)} of ${String(ttlMs)} ms`);
}

export function ttl({ it }: Chapter): void {
  it('keeps a value for its time to the millisecond, then not at all', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:heartbeat');
    for (const ttlMs of [1, 50, 333]) {
      const writtenAt = performance.now();
      await store.set(key, 'alive', { ttlMs });
      await assertLives(stage, key, ttlMs, writtenAt);
    }
  });

  it('shows an expired key to nobody', async (stage) => {
    const { store } = stage.broker;
    const [gone, kept] = [stage.key('exp:1:heartbeat'), stage.key('exp:1:status')];
    await store.set(kept, 'running');
    await store.set(gone, 'alive', { ttlMs: 30 });
    await eventually('the key is gone', async () => (await store.get(gone)) === undefined);
    assert.deepEqual(await store.getMany([gone, kept]), [undefined, 'running']);
    assert.deepEqual(await collect(store.keys(stage.key('*'))), [kept]);
    assert.equal(await store.delete(gone), false);
    assert.equal(await store.set(gone, 'alive', { onlyIf: { equals: 'alive' } }), false);
    assert.equal(await store.set(gone, 'anew', { onlyIf: 'absent' }), true);
    assert.equal(await store.get(gone), 'anew');
  });

  it('lets each write decide anew how long the key stays', async (stage) => {
    const { store } = stage.broker;
    const [plain, updated, saved, fence] = ['plain', 'updated', 'saved', 'fence'].map((name) => stage.key(`exp:1:${name}`)) as [string, string, string, string];
    for (const key of [plain, updated, saved]) await store.set(key, 1, { ttlMs: 400 });
    await store.set(plain, 2);
    await store.update(updated, () => 2);
    await stage.broker.publish(stage.topic('exp.1.saved'), 2, { save: [{ key: saved, value: 2 }] });
    await store.set(fence, 1, { ttlMs: 450 });
    await eventually('the fence is gone', async () => (await store.get(fence)) === undefined);
    assert.deepEqual(await store.getMany([plain, updated, saved]), [2, 2, 2]);
  });

  it('prolongs the life of a key that is written again', async (stage) => {
    const key = stage.key('exp:1:heartbeat');
    await stage.broker.store.set(key, 1, { ttlMs: 100 });
    const writtenAt = performance.now();
    await stage.broker.store.set(key, 2, { ttlMs: 400 });
    await assertLives(stage, key, 400, writtenAt);
  });

  it('holds for updates and for what is saved with a message', async (stage) => {
    const [updated, saved] = [stage.key('exp:1:updated'), stage.key('exp:1:saved')];
    const writtenAt = performance.now();
    await stage.broker.store.update(updated, () => 1, { ttlMs: 100 });
    await stage.broker.publish(stage.topic('exp.1.saved'), 1, { save: [{ key: saved, value: 1, ttlMs: 100 }] });
    await assertLives(stage, updated, 100, writtenAt);
    await assertLives(stage, saved, 100, writtenAt);
  });

  it('leaves a key alone whose conditional write was refused', async (stage) => {
    const key = stage.key('exp:1:lease');
    const fence = stage.key('exp:1:fence');
    await stage.broker.store.set(key, 'mine');
    assert.equal(await stage.broker.store.set(key, 'yours', { onlyIf: 'absent', ttlMs: 50 }), false);
    await stage.broker.store.set(fence, 1, { ttlMs: 80 });
    await eventually('the fence is gone', async () => (await stage.broker.store.get(fence)) === undefined);
    assert.equal(await stage.broker.store.get(key), 'mine');
  });
}
