import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import { referenceMatches } from './reference-matcher.js';
import { SeededRandom } from './seeded-random.js';

/** Pattern, topics it receives, topics it does not. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['training.*', ['training.status', 'training.experiment.exp_123.metrics'], ['training', 'trainings.status', 'test.training.status']],
  ['*.experiment.*.status', ['ppo.experiment.exp_1.status'], ['experiment.exp_1.status', 'ppo.experiment.exp_1.x.status', 'ppo.experiment.exp_1.status.x']],
  ['a.*.c', ['a.b.c', 'a.-.c'], ['a.c', 'a.b.b.c', 'a.b.c.d']],
  ['a.*.*', ['a.b.c', 'a.b.c.d'], ['a.b', 'b.b.c']],
  ['*.b', ['a.b', '_.b'], ['b', 'a.a.b', 'a.b.b']],
  ['a.b', ['a.b'], ['a', 'a.b.c', 'a.bb', 'A.b', 'a-b']],
];

const SEGMENTS = ['a', 'b', 'A', 'a-b', '_', '0'] as const;

function randomAddress(random: SeededRandom, wildcards: boolean): readonly string[] {
  return range(1, random.whole(1, 5)).map(() => (wildcards && random.isLikely(0.4) ? '*' : random.pick(SEGMENTS)));
}

export function patterns({ it }: Chapter): void {
  for (const [pattern, wanted, others] of TABLE) {
    it(`delivers to ${pattern} ${wanted.join(', ')}, and not ${others.join(', ')}`, async (stage) => {
      const reader = await stage.subscribe(stage.topic(pattern));
      for (const topic of [...others, ...wanted]) await stage.broker.publish(stage.topic(topic), topic);
      // Once more, as the fence.
      for (const topic of wanted) await stage.broker.publish(stage.topic(topic), topic);
      const taken = await reader.takeData(2 * wanted.length);
      assert.deepEqual([...taken].sort(), [...wanted, ...wanted].sort());
    });
  }

  it('delivers everything to *', async (stage) => {
    const reader = await stage.subscribe('*');
    await stage.broker.publish(stage.namespace, 1);
    await stage.broker.publish(stage.topic('a.b.c.d'), 2);
    const ours: unknown[] = [];
    await reader.takeUntil(({ topic, data }) => {
      if (topic.startsWith(stage.namespace)) ours.push(data);
      return ours.length === 2;
    });
    assert.deepEqual(ours.sort(), [1, 2]);
  });

  it('treats the characters of other pattern languages as nothing special', async (stage) => {
    const reader = await stage.subscribe([stage.topic('a-z.x'), stage.topic('_.*')]);
    await stage.broker.publish(stage.topic('b.x'), 'no range');
    await stage.broker.publish(stage.topic('b.y'), 'no single-character wildcard');
    await stage.broker.publish(stage.topic('a-z.x'), 'literal');
    await stage.broker.publish(stage.topic('_.y'), 'literal');
    assert.deepEqual(await reader.takeData(2), ['literal', 'literal']);
  });

  it('matches random topics with random patterns as the reference does', async (stage) => {
    const random = new SeededRandom(20_260_101);
    const wanted = range(1, 60).map(() => randomAddress(random, true));
    const readers = await Promise.all(wanted.map((pattern) => stage.subscribe(stage.topic(pattern.join('.')))));
    const topics = range(1, 200).map(() => randomAddress(random, false));
    await Promise.all(topics.map((topic, index) => stage.broker.publish(stage.topic(topic.join('.')), index)));
    for (const [index, reader] of readers.entries()) {
      const pattern = wanted[index] ?? [];
      const expected = range(0, topics.length - 1).filter((at) => referenceMatches(pattern, topics[at] ?? []));
      // A fence of its own: a topic that only this pattern's shape makes.
      await stage.broker.publish(stage.topic(pattern.map((segment) => (segment === '*' ? 'fence' : segment)).join('.')), `fence ${String(index)}`);
      const numbers: number[] = [];
      let isFenced = false;
      await reader.takeUntil(({ data }) => {
        if (typeof data === 'number') numbers.push(data);
        isFenced ||= data === `fence ${String(index)}`;
        return isFenced && numbers.length >= expected.length;
      });
      assert.deepEqual(numbers.sort((a, b) => a - b), expected, `pattern ${pattern.join('.')}`);
    }
  });

  it('replays from the topics that match, and only from them', async (stage) => {
    for (const topic of ['a.b', 'a.c', 'a.b.c', 'x.b']) await stage.broker.publish(stage.topic(topic), topic);
    const topics = async (pattern: string): Promise<unknown> => (await stage.history(stage.topic(pattern))).map(({ data }) => data).sort();
    assert.deepEqual(await topics('a.*'), ['a.b', 'a.b.c', 'a.c']);
    assert.deepEqual(await topics('*.b'), ['a.b', 'x.b']);
    assert.deepEqual(await topics('a.b'), ['a.b']);
    assert.deepEqual(await topics('nothing.*'), []);
  });
}
