/*
 * The inner loops of the learner. Four rows are taken at a time, so that each number of a vector is read once for four
 * and no addition waits for the one before. An index is always within its array, so `?? 0` never applies;
 * it satisfies the compiler and costs nothing.
 */

/** A matrix whose cells lie row by row in an array that the caller owns. */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly cells: Float64Array;

  /** `cells` has a multiple of `columns` elements. */
  constructor(cells: Float64Array, columns: number) {
    this.rows = cells.length / columns;
    this.columns = columns;
    this.cells = cells;
  }

  /** result += M · vector. */
  addProduct(vector: Float64Array, result: Float64Array): void {
    const { rows, columns, cells } = this;
    let row = 0;
    for (; row + 3 < rows; row += 4) {
      const first = row * columns;
      const second = first + columns;
      const third = second + columns;
      const fourth = third + columns;
      let a = result[row] ?? 0;
      let b = result[row + 1] ?? 0;
      let c = result[row + 2] ?? 0;
      let d = result[row + 3] ?? 0;
      for (let at = 0; at < columns; at++) {
        const value = vector[at] ?? 0;
        a += (cells[first + at] ?? 0) * value;
        b += (cells[second + at] ?? 0) * value;
        c += (cells[third + at] ?? 0) * value;
        d += (cells[fourth + at] ?? 0) * value;
      }
      result[row] = a;
      result[row + 1] = b;
      result[row + 2] = c;
      result[row + 3] = d;
    }
    for (; row < rows; row++) {
      let sum = result[row] ?? 0;
      for (let at = 0; at < columns; at++) sum += (cells[row * columns + at] ?? 0) * (vector[at] ?? 0);
      result[row] = sum;
    }
  }

  /** result += Mᵀ · weights. */
  addTransposedProduct(weights: Float64Array, result: Float64Array): void {
    const { rows, columns, cells } = this;
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
        const early = a * (cells[first + at] ?? 0) + b * (cells[second + at] ?? 0);
        const late = c * (cells[third + at] ?? 0) + d * (cells[fourth + at] ?? 0);
        result[at] = (result[at] ?? 0) + early + late;
      }
    }
    for (; row < rows; row++) {
      const weight = weights[row] ?? 0;
      for (let at = 0; at < columns; at++) {
        result[at] = (result[at] ?? 0) + weight * (cells[row * columns + at] ?? 0);
      }
    }
  }

  /** M += weights · vectorᵀ. */
  addOuterProduct(weights: Float64Array, vector: Float64Array): void {
    const { rows, columns, cells } = this;
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
        const value = vector[at] ?? 0;
        cells[first + at] = (cells[first + at] ?? 0) + a * value;
        cells[second + at] = (cells[second + at] ?? 0) + b * value;
        cells[third + at] = (cells[third + at] ?? 0) + c * value;
        cells[fourth + at] = (cells[fourth + at] ?? 0) + d * value;
      }
    }
    for (; row < rows; row++) {
      const weight = weights[row] ?? 0;
      for (let at = 0; at < columns; at++) {
        const cell = row * columns + at;
        cells[cell] = (cells[cell] ?? 0) + weight * (vector[at] ?? 0);
      }
    }
  }
}
