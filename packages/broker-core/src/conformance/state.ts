import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { collect } from './collect.js';
import { range } from './range.js';

export function state({ it }: Chapter): void {
  it('gives back what was set, and undefined for what is absent', async (stage) => {
    const { store } = stage.broker;
    assert.equal(await store.get(stage.key('exp:1:status')), undefined);
    assert.equal(await store.set(stage.key('exp:1:status'), { phase: 'running', step: 7 }), true);
    assert.deepEqual(await store.get(stage.key('exp:1:status')), { phase: 'running', step: 7 });
    await store.set(stage.key('exp:1:status'), null);
    assert.equal(await store.get(stage.key('exp:1:status')), null);
  });

  it('is seen by every client', async (stage) => {
    const peer = await stage.connect();
    await peer.store.set(stage.key('exp:1:status'), 'running');
    assert.equal(await stage.broker.store.get(stage.key('exp:1:status')), 'running');
  });

  it('gives many values in the order of the keys', async (stage) => {
    const { store } = stage.broker;
    const keys = range(1, 20).map((name) => stage.key(`exp:1:field-${String(name)}`));
    for (const [index, key] of keys.entries()) if (index % 3 !== 0) await store.set(key, index);
    const expected = keys.map((_, index) => (index % 3 === 0 ? undefined : index));
    assert.deepEqual(await store.getMany(keys), expected);
    assert.deepEqual(await store.getMany([...keys].reverse()), [...expected].reverse());
    assert.deepEqual(await store.getMany([keys[1], keys[1]].flatMap((key) => key ?? [])), [1, 1]);
    assert.deepEqual(await store.getMany([]), []);
  });

  it('gives many values of different entities', async (stage) => {
    const { store } = stage.broker;
    const keys = range(1, 20).map((name) => stage.key(`exp:${String(name)}:status`));
    await Promise.all(keys.map((key, index) => store.set(key, index)));
    assert.deepEqual(await store.getMany(keys), range(0, 19));
  });

  it('reads the fields of one entity at one moment', async (stage) => {
    const { broker } = stage;
    const keys = ['left', 'right'].map((name) => stage.key(`exp:1:${name}`));
    const write = async (): Promise<void> => {
      for (const step of range(1, 100)) await broker.publish(stage.topic('exp.1.status'), step, { save: keys.map((key) => ({ key, value: step })) });
    };
    const writing = write();
    let pairs = 0;
    for (; pairs < 100; pairs++) {
      const [left, right] = await broker.store.getMany(keys);
      assert.equal(left, right);
    }
    await writing;
  });

  it('tells whether a deleted key was there', async (stage) => {
    const { store } = stage.broker;
    await store.set(stage.key('exp:1:status'), 'running');
    assert.equal(await store.delete(stage.key('exp:1:status')), true);
    assert.equal(await store.delete(stage.key('exp:1:status')), false);
    assert.equal(await store.get(stage.key('exp:1:status')), undefined);
  });

  it('keeps a private, deeply frozen copy of each value', async (stage) => {
    const { store } = stage.broker;
    const value = { layers: [{ norm: 1 }] };
    const written = store.set(stage.key('exp:1:metrics'), value);
    value.layers[0] = { norm: 2 };
    await written;
    const read = await store.get<typeof value>(stage.key('exp:1:metrics'));
    assert.deepEqual(read, { layers: [{ norm: 1 }] });
    assert.ok(Object.isFrozen(read) && Object.isFrozen(read.layers[0]));
  });

  it('keeps names like __proto__ and constructor apart from the language', async (stage) => {
    const { store } = stage.broker;
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const key = stage.key(`exp:${name}:${name}`);
      assert.equal(await store.get(key), undefined);
      await store.set(key, name);
      assert.equal(await store.get(key), name);
      assert.deepEqual(await collect(store.keys(stage.key(`exp:${name}:*`))), [key]);
    }
  });
}
