import { describe, expect, it } from '@jest/globals';
import { HeardIds } from '../src/delivery/heard-ids.js';

const idOf = (offset: number): string => `id${String(offset)}`;

/** What is kept after so many runs of so many messages each. */
function afterRuns(runs: number, length: number): HeardIds {
  const heard = new HeardIds(0);
  for (let run = 0; run < runs; run++) {
    heard.beginRun();
    for (let index = 1; index <= length; index++) heard.add(idOf(run * length + index));
  }
  return heard;
}

const isKept = (heard: HeardIds, from: number, to: number): boolean =>
  Array.from({ length: to - from + 1 }, (_, index) => heard.at(from + index) === idOf(from + index)).every(Boolean);

describe('HeardIds', () => {
  it('knows the message at which it begins, if it is told', () => {
    expect([new HeardIds(7, 'seven').at(7), new HeardIds(7, 'seven').floor, new HeardIds(7).at(7), new HeardIds(7).floor]).toEqual(['seven', 6, undefined, 7]);
  });

  it.each([
    // [runs, messages of each, kept at least, kept at most]
    [1_000, 1, 32, 65],
    [1_000, 5, 75, 165],
    [100, 100, 1_500, 3_300],
    [100, 1_000, 2_048, 5_096],
    [16, 128, 2_048, 2_048],
  ])('keeps of %i runs of %i messages the ids of the last %i at least', (runs, length, least, most) => {
    const heard = afterRuns(runs, length);
    const newest = runs * length;
    expect(isKept(heard, newest - least + 1, newest)).toBe(true);
    expect([heard.at(newest + 1), heard.at(heard.floor)]).toEqual([undefined, undefined]);
    expect([...heard.entries()].length).toBeLessThanOrEqual(most);
    expect([...heard.entries()][0]).toEqual([idOf(heard.floor + 1), heard.floor + 1]);
  });

  it('counts a message without an id', () => {
    const heard = afterRuns(1, 2);
    heard.add(undefined);
    heard.add('four');
    expect([...heard.entries()]).toEqual([['id1', 1], ['id2', 2], ['four', 4]]);
  });
});
