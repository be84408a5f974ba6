/*
 * The inner loops of the learner, over matrices that lie row by row in an array. Four rows are taken at a time, so that
 * each number of the vector is read once for four and no addition waits for the one before. An index is always
 * within its array, so `?? 0` never applies; it satisfies the compiler and costs nothing.
 */

/** Rows and columns of a matrix. */
export interface MatrixShape {
  readonly rows: number;
  readonly columns: number;
}

/** result += M · x, with x at `start` of `vector`. */
export function addProduct(
  { rows, columns }: MatrixShape,
  matrix: Float64Array,
  vector: Float64Array,
  start: number,
  result: Float64Array,
): void {
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const first = row * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < columns; at++) {
      const value = vector[start + at] ?? 0;
      a += (matrix[first + at] ?? 0) * value;
      b += (matrix[second + at] ?? 0) * value;
      c += (matrix[third + at] ?? 0) * value;
      d += (matrix[fourth + at] ?? 0) * value;
    }
    result[row] = (result[row] ?? 0) + a;
    result[row + 1] = (result[row + 1] ?? 0) + b;
    result[row + 2] = (result[row + 2] ?? 0) + c;
    result[row + 3] = (result[row + 3] ?? 0) + d;
  }
  for (; row < rows; row++) {
    let sum = 0;
    for (let at = 0; at < columns; at++) sum += (matrix[row * columns + at] ?? 0) * (vector[start + at] ?? 0);
    result[row] = (result[row] ?? 0) + sum;
  }
}

/** result += Mᵀ · weights. */
export function addTransposedProduct(
  { rows, columns }: MatrixShape,
  matrix: Float64Array,
  weights: Float64Array,
  result: Float64Array,
): void {
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const first = row * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    const a = weights[row] ?? 0;
    const b = weights[row + 1] ?? 0;
    const c = weights[row + 2] ?? 0;
    const d = weights[row + 3] ?? 0;
    for (let at = 0; at < columns; at++) {
      const early = a * (matrix[first + at] ?? 0) + b * (matrix[second + at] ?? 0);
      const late = c * (matrix[third + at] ?? 0) + d * (matrix[fourth + at] ?? 0);
      result[at] = (result[at] ?? 0) + early + late;
    }
  }
  for (; row < rows; row++) {
    const weight = weights[row] ?? 0;
    for (let at = 0; at < columns; at++) {
      result[at] = (result[at] ?? 0) + weight * (matrix[row * columns + at] ?? 0);
    }
  }
}

/** M += weights · xᵀ, with x at `start` of `vector`. */
export function addOuterProduct(
  { rows, columns }: MatrixShape,
  matrix: Float64Array,
  weights: Float64Array,
  vector: Float64Array,
  start: number,
): void {
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const first = row * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    const a = weights[row] ?? 0;
    const b = weights[row + 1] ?? 0;
    const c = weights[row + 2] ?? 0;
    const d = weights[row + 3] ?? 0;
    for (let at = 0; at < columns; at++) {
      const value = vector[start + at] ?? 0;
      matrix[first + at] = (matrix[first + at] ?? 0) + a * value;
      matrix[second + at] = (matrix[second + at] ?? 0) + b * value;
      matrix[third + at] = (matrix[third + at] ?? 0) + c * value;
      matrix[fourth + at] = (matrix[fourth + at] ?? 0) + d * value;
    }
  }
  for (; row < rows; row++) {
    const weight = weights[row] ?? 0;
    for (let at = 0; at < columns; at++) {
      const cell = row * columns + at;
      matrix[cell] = (matrix[cell] ?? 0) + weight * (vector[start + at] ?? 0);
    }
  }
}
