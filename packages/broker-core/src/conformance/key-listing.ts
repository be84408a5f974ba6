import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { collect } from './collect.js';
import { range } from './range.js';
import { referenceMatches } from './reference-matcher.js';
import { SeededRandom } from './seeded-random.js';

const SEGMENTS = ['a', 'b', 'A', 'a-b', '_', '0'] as const;

export function keyListing({ it }: Chapter): void {
  it('lists the keys that match, ascending', async (stage) => {
    const { store } = stage.broker;
    for (const name of ['b:1:x', 'a:2:x', 'a:1:y', 'a:1:x', 'a:1:x:deep']) await store.set(stage.key(name), 1);
    const list = async (pattern: string): Promise<unknown> => (await collect(store.keys(stage.key(pattern)))).map((key) => key.slice(stage.namespace.length + 1));
    assert.deepEqual(await list('*'), ['a:1:x', 'a:1:x:deep', 'a:1:y', 'a:2:x', 'b:1:x']);
    assert.deepEqual(await list('a:*'), ['a:1:x', 'a:1:x:deep', 'a:1:y', 'a:2:x']);
    assert.deepEqual(await list('a:*:x'), ['a:1:x', 'a:2:x']);
    assert.deepEqual(await list('a:1:x'), ['a:1:x']);
    assert.deepEqual(await list('c:*'), []);
  });

  it('lists no key that was deleted', async (stage) => {
    const { store } = stage.broker;
    await store.set(stage.key('a:1:x'), 1);
    await store.set(stage.key('a:1:y'), 1);
    await store.delete(stage.key('a:1:x'));
    assert.deepEqual(await collect(store.keys(stage.key('*'))), [stage.key('a:1:y')]);
  });

  it('lists more keys than one answer of a server holds', async (stage) => {
    const { store } = stage.broker;
    const keys = range(1, 2_500).map((name) => stage.key(`exp:${String(name)}:status`));
    await Promise.all(keys.map((key) => store.set(key, 1)));
    assert.deepEqual(await collect(store.keys(stage.key('exp:*:status'))), [...keys].sort());
  });

  it('matches random keys with random patterns as the reference does', async (stage) => {
    const { store } = stage.broker;
    const random = new SeededRandom(7);
    const address = (wildcards: boolean): readonly string[] => range(1, random.whole(1, 5)).map(() => (wildcards && random.isLikely(0.4) ? '*' : random.pick(SEGMENTS)));
    const names = [...new Set(range(1, 150).map(() => address(false).join(':')))];
    await Promise.all(names.map((name) => store.set(stage.key(name), 1)));
    for (const pattern of range(1, 60).map(() => address(true))) {
      const expected = names.filter((name) => referenceMatches(pattern, name.split(':'))).map((name) => stage.key(name));
      assert.deepEqual(await collect(store.keys(stage.key(pattern.join(':')))), expected.sort(), pattern.join(':'));
    }
  });
}
