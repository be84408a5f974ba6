import { describe, expect, it } from '@jest/globals';
import { Adam } from '../../src/learner/adam.js';
import { Categorical, indexOfLargest } from '../../src/learner/categorical.js';
import { Matrix } from '../../src/learner/matrix.js';
import { Trainable } from '../../src/learner/trainable.js';

describe('Matrix', () => {
  const cells = Float64Array.from({ length: 18 }, (_, at) => at + 1);
  const matrix = new Matrix(cells, 3);
  const cell = (row: number, column: number): number => cells[row * 3 + column] ?? 0;

  it('adds M·x for rows taken four at a time and for the rest', () => {
    const result = new Float64Array(6).fill(1);
    matrix.addProduct(Float64Array.of(1, 2, 3), result);
    expect([...result]).toEqual([0, 1, 2, 3, 4, 5].map((row) => 1 + cell(row, 0) + 2 * cell(row, 1) + 3 * cell(row, 2)));
  });

  it('adds Mᵀ·w', () => {
    const weights = Float64Array.of(1, -2, 3, -4, 5, -6);
    const result = new Float64Array(3).fill(1);
    matrix.addTransposedProduct(weights, result);
    const sum = (column: number): number => weights.reduce((total, weight, row) => total + weight * cell(row, column), 1);
    expect([...result]).toEqual([sum(0), sum(1), sum(2)]);
  });

  it('adds w·xᵀ', () => {
    const sums = new Matrix(cells.slice(), 3);
    sums.addOuterProduct(Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(1, 10, 100));
    expect([...sums.cells]).toEqual(Array.from(cells, (value, at) => value + (Math.floor(at / 3) + 1) * 10 ** (at % 3)));
  });
});

describe('Categorical', () => {
  it('turns logits into probabilities without overflow', () => {
    const policy = new Categorical(3);
    policy.update(Float64Array.of(1_000, 1_000, -1_000));
    expect([...policy.probabilities]).toEqual([0.5, 0.5, 0]);
    expect(policy.entropy).toBeCloseTo(Math.LN2, 12);
    expect(policy.logProbability(2)).toBeLessThan(-1_900);
  });

  it('samples each action for its share of the unit interval', () => {
    const policy = new Categorical(3);
    policy.update(Float64Array.of(Math.log(0.2), Math.log(0.3), Math.log(0.5)));
    expect([0, 0.199, 0.201, 0.499, 0.501, 0.9999].map((uniform) => policy.sample(uniform))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('finds the first of the largest values', () => {
    expect(indexOfLargest(Float64Array.of(-3, -1, -1))).toBe(1);
  });
});

describe('Adam', () => {
  it('takes first steps of the size of the learning rate, whatever the gradient', () => {
    const trainable = Trainable.zeros(2);
    trainable.gradients.set([1_000, -0.5]);
    new Adam(2).step(trainable, 0.1);
    expect(trainable.parameters[0]).toBeCloseTo(-0.1, 4);
    expect(trainable.parameters[1]).toBeCloseTo(0.1, 4);
  });

  it('reaches the bottom of a stretched bowl', () => {
    const adam = new Adam(2);
    const trainable = Trainable.zeros(2);
    trainable.parameters.set([3, -2]);
    for (let round = 0; round < 2_000; round++) {
      trainable.gradients.set(trainable.parameters.map((value, at) => value * 100 ** at));
      adam.step(trainable, 0.01);
    }
    for (const value of trainable.parameters) expect(Math.abs(value)).toBeLessThan(1e-3);
  });
});
