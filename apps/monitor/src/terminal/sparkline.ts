const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The last values as a line of bars, at most `width` columns, scaled from the least to the greatest; `×` is a non-finite value. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = thin(values, width);
  const finite = shown.filter((value) => Number.isFinite(value));
  const least = Math.min(...finite);
  const range = Math.max(...finite) - least;
  return shown.map((value) => bar(value, least, range)).join('');
}

function bar(value: number, least: number, range: number): string {
  if (!Number.isFinite(value)) return '×';
  const share = range > 0 ? (value - least) / range : 0.5;
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? '';
}

/** As many values as there are columns: the last of each stretch, so that the newest is always there. */
function thin(values: readonly number[], width: number): number[] {
  if (values.length <= width) return [...values];
  return Array.from({ length: width }, (_, column) => values[Math.ceil(((column + 1) * values.length) / width) - 1] ?? Number.NaN);
}
