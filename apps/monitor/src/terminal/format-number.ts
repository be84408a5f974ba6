/** A number for people: up to five significant digits, words for what is not finite. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2);
  return String(Number(value.toPrecision(5)));
}

/** A count in groups of three digits, with narrow spaces: `50 000`. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** To four significant digits, for where there is little room. */
export function formatRounded(value: number): string {
  return formatNumber(Number.isFinite(value) ? Number(value.toPrecision(4)) : value);
}
