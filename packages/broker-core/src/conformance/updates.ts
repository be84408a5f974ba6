import assert from 'node:assert/strict';
import { InvalidMessageError, MessageTooLargeError } from '../errors.js';
import type { Chapter } from './chapter.js';
import { eventually } from './eventually.js';
import { range } from './range.js';

const add = (amount: number) => (current: number | undefined) => (current ?? 0) + amount;

export function updates({ it }: Chapter): void {
  it('returns what stands there now', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:count');
    assert.equal(await store.update(key, add(1)), 1);
    assert.equal(await store.update(key, add(2)), 3);
    assert.equal(await store.get(key), 3);
  });

  it('deletes when the change returns undefined', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:count');
    const nothing = (): unknown => undefined;
    assert.equal(await store.update(key, nothing), undefined);
    await store.set(key, 1);
    assert.equal(await store.update(key, nothing), undefined);
    assert.equal(await store.delete(key), false);
  });

  it('loses none of 100 concurrent updates', async (stage) => {
    const key = stage.key('exp:1:count');
    const seen = await Promise.all(range(1, 100).map(() => stage.broker.store.update(key, add(1))));
    assert.deepEqual(seen.sort((a = 0, b = 0) => a - b), range(1, 100));
    assert.equal(await stage.broker.store.get(key), 100);
  });

  it('loses none of 100 concurrent updates of two clients, and none to plain writes of others', async (stage) => {
    const peer = await stage.connect();
    const [key, other] = [stage.key('exp:1:count'), stage.key('exp:1:other')];
    await Promise.all(range(1, 100).flatMap((name) => [
      (name % 2 === 0 ? peer : stage.broker).store.update(key, add(name)),
      stage.broker.store.set(other, name),
    ]));
    assert.equal(await stage.broker.store.get(key), 5_050);
  });

  it('writes nothing when the change throws, and rejects with that', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:count');
    await store.set(key, 1);
    const failure = new Error('not today');
    const outcomes = await Promise.allSettled([
      store.update(key, add(1)),
      store.update(key, () => { throw failure; }),
      store.update(key, () => 1n),
      store.update(key, () => 'x'.repeat(2_000_000)),
      store.update(key, add(1)),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status), ['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
    const reasons = outcomes.map((outcome): unknown => (outcome.status === 'rejected' ? outcome.reason : undefined));
    assert.equal(reasons[1], failure);
    assert.ok(reasons[2] instanceof InvalidMessageError && reasons[3] instanceof MessageTooLargeError);
    assert.equal(await store.get(key), 3);
  });

  it('leaves the time to live alone when the change throws', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:lease');
    await store.set(key, 'mine', { ttlMs: 200 });
    await assert.rejects(store.update(key, () => { throw new RangeError('no'); }), RangeError);
    assert.equal(await store.get(key), 'mine');
    await eventually('the key is gone', async () => (await store.get(key)) === undefined);
  });

  it('hands the change a frozen value, and keeps a copy of what it returns', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:metrics');
    const returned = { losses: [1] };
    await store.update(key, () => returned);
    returned.losses.push(2);
    await store.update<{ losses: number[] }>(key, (current) => {
      assert.ok(current !== undefined && Object.isFrozen(current) && Object.isFrozen(current.losses));
      return { losses: [...current.losses, 3] };
    });
    assert.deepEqual(await store.get(key), { losses: [1, 3] });
  });
}
