import { median } from './statistics.mjs';

/**
 * @typedef {object} Goal a bar, checked against the samples of its section
 * @property {string} text the bar in words, without its figure
 * @property {(samples: import('./section.mjs').Samples) => number} value
 * @property {number} [atMost]
 * @property {number} [atLeast]
 */

/** Of two cells, the median over the rounds of their ratio: noise that hits a whole round cancels out. */
export const ratio = (of, to) => (samples) => {
  const [upper, lower] = [cellOf(samples, of), cellOf(samples, to)];
  return median(upper.map((value, round) => value / lower[round]));
};

/** The median of one cell. */
export const figure = (cell) => (samples) => median(cellOf(samples, cell));

/** @param {[contender: string, size: number, metric: string]} cell */
function cellOf(samples, [contender, size, metric]) {
  return samples.get(contender).get(size).map((figures) => figures[metric]);
}
