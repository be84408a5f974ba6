/*
 * The inner loops of the learner. An index here is always within its array, so `?? 0` never applies;
 * it satisfies the compiler and costs nothing once the loop is hot.
 */

/** Σ a[aStart + i] · b[bStart + i] for i < length. Four running sums, so that no addition waits for the one before. */
export function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, length: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    first += (a[aStart + i] ?? 0) * (b[bStart + i] ?? 0);
    second += (a[aStart + i + 1] ?? 0) * (b[bStart + i + 1] ?? 0);
    third += (a[aStart + i + 2] ?? 0) * (b[bStart + i + 2] ?? 0);
    fourth += (a[aStart + i + 3] ?? 0) * (b[bStart + i + 3] ?? 0);
  }
  for (; i < length; i++) first += (a[aStart + i] ?? 0) * (b[bStart + i] ?? 0);
  return first + second + (third + fourth);
}

/** target[targetStart + i] += scale · source[sourceStart + i] for i < length. */
export function addScaled(
  target: Float64Array,
  targetStart: number,
  scale: number,
  source: Float64Array,
  sourceStart: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) {
    target[targetStart + i] = (target[targetStart + i] ?? 0) + scale * (source[sourceStart + i] ?? 0);
  }
}

/** Arithmetic mean; 0 for an empty array. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

/** Population variance (divides by n); 0 for an empty array. */
export function variance(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) * (value - centre);
  return values.length === 0 ? 0 : sum / values.length;
}

/** Euclidean length. */
export function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, 0, values, 0, values.length));
}
