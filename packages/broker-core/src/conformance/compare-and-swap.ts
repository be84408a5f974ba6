import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { range } from './range.js';

export function compareAndSwap({ it }: Chapter): void {
  it('writes only where nothing stands, when told so', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:owner');
    assert.equal(await store.set(key, 'first', { onlyIf: 'absent' }), true);
    assert.equal(await store.set(key, 'second', { onlyIf: 'absent' }), false);
    assert.equal(await store.get(key), 'first');
    await store.set(key, null);
    assert.equal(await store.set(key, 'third', { onlyIf: 'absent' }), false);
  });

  it('writes only where the expected value stands, whatever the order of its keys', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:status');
    assert.equal(await store.set(key, 1, { onlyIf: { equals: null } }), false);
    await store.set(key, { phase: 'running', at: { step: 1, epoch: [1, 2] } });
    for (const equals of [{ phase: 'running' }, { phase: 'running', at: { step: 1, epoch: [2, 1] } }, { phase: 'running', at: { step: '1', epoch: [1, 2] } }, null, []]) {
      assert.equal(await store.set(key, 'wrong', { onlyIf: { equals } }), false);
    }
    assert.equal(await store.set(key, 'right', { onlyIf: { equals: { at: { epoch: [1, 2], step: 1 }, phase: 'running' } } }), true);
    assert.equal(await store.get(key), 'right');
  });

  it('compares values as JSON', async (stage) => {
    const { store } = stage.broker;
    const key = stage.key('exp:1:value');
    const at = new Date(0);
    for (const value of [0, -0, '', false, null, [], {}, 'é', 'e\u0301', 1e21, 5e-324, 2 ** 53, 0.1 + 0.2, '\ud800', at, { __proto__: null, x: undefined }, [Number.NaN]]) {
      await store.set(key, value);
      assert.equal(await store.set(key, 'swapped', { onlyIf: { equals: value } }), true, JSON.stringify(value));
    }
  });

  it('gives a race for an absent key one winner', async (stage) => {
    const peer = await stage.connect();
    const key = stage.key('exp:1:owner');
    const wins = await Promise.all(range(1, 40).map((name) => (name % 2 === 0 ? peer : stage.broker).store.set(key, name, { onlyIf: 'absent' })));
    assert.equal(wins.filter(Boolean).length, 1);
    assert.equal(await stage.broker.store.get(key), wins.indexOf(true) + 1);
  });
}
