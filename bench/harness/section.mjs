import { measureApart } from './measure-apart.mjs';

/**
 * @typedef {object} Section what is measured together and printed as one table
 * @property {string} title
 * @property {string} [note] what one must know to read the table
 * @property {URL} work module that exports `measure(contender, { size, isQuick, context })`, which resolves to named figures
 * @property {Record<string, { module: URL, sizes?: readonly number[] }>} contenders
 * @property {readonly number[]} sizes
 * @property {readonly { label: string, size: number, metric: string }[]} columns
 * @property {readonly import('./goals.mjs').Goal[]} goals
 */

/**
 * Measures every contender at every size once a round, each time in a fresh process, so that a noisy moment of the
 * machine meets all of them alike. Who comes first changes with the round.
 *
 * @returns {Promise<Samples>} by contender and size, one set of figures a round
 * @typedef {Map<string, Map<number, readonly Record<string, number>[]>>} Samples
 */
export async function runSection(section, { rounds, isQuick, context }) {
  const samples = new Map(Object.keys(section.contenders).map((name) => [name, new Map(section.sizes.map((size) => [size, []]))]));
  for (let round = 0; round < rounds; round++) {
    for (const size of section.sizes) {
      for (const [name, contender] of rotated(Object.entries(section.contenders), round)) {
        if (contender.sizes?.includes(size) === false) continue;
        samples.get(name).get(size).push(await measureApart({ work: section.work, contender, size, isQuick, context }));
      }
    }
  }
  return samples;
}

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
