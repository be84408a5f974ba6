import { describe, expect, it } from '@jest/globals';
import { Random } from '../src/random.js';

const DRAWS = 200_000;

function draws(make: (random: Random) => number): Float64Array {
  const random = new Random(7, 'test');
  return Float64Array.from({ length: DRAWS }, () => make(random));
}

function moment(values: Float64Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

describe('Random', () => {
  it('gives the sequence of the reference implementation of xoshiro128**', () => {
    const random = new Random(0, '');
    random.restore([1, 2, 3, 4]);
    const words = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    expect(words.map(() => random.word())).toEqual(words);
  });

  it('repeats for the same seed and stream, and differs for any other', () => {
    const first = (seed: number, stream: string): number => new Random(seed, stream).uniform();
    expect(first(1, 'market')).toBe(first(1, 'market'));
    const seeds = Array.from({ length: 1_000 }, (_, seed) => first(seed - 500, 'market'));
    expect(new Set([...seeds, first(1, 'trainer'), first(2 ** 40, 'market')]).size).toBe(1_002);
  });

  it('starts neighbouring seeds at uniformly spread values', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, seed) => new Random(seed, 'market').uniform());
    expect(moment(values, 1)).toBeCloseTo(1 / 2, 1.5);
    expect(moment(values, 2)).toBeCloseTo(1 / 3, 1.5);
  });

  it('continues a sequence from its state', () => {
    const random = new Random(3, 'a');
    random.gaussian();
    const other = new Random(9, 'b');
    other.restore(random.state);
    expect(other.uniform()).toBe(random.uniform());
  });

  it('is uniform: 64 equally filled bins by chi squared', () => {
    const bins = new Uint32Array(64);
    for (const value of draws((random) => random.integer(64))) bins[value] = (bins[value] ?? 0) + 1;
    const expected = DRAWS / 64;
    const chiSquared = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(104); // 99.9 % quantile at 63 degrees of freedom
  });

  it('draws normal numbers with the moments of a standard normal', () => {
    const values = draws((random) => random.gaussian());
    expect(Math.abs(moment(values, 1))).toBeLessThan(0.01);
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(0.1);
  });

  it('draws Student-t(5) numbers of variance 1 with heavy tails', () => {
    const values = draws((random) => random.unitStudentT(5));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(0.03);
    const beyondFour = values.filter((value) => Math.abs(value) > 4).length / DRAWS;
    expect(beyondFour).toBeGreaterThan(0.002); // exactly 0.0036; a normal distribution has 0.00006
    expect(beyondFour).toBeLessThan(0.005);
  });

  it('shuffles into every order equally often', () => {
    const random = new Random(5, 'test');
    const counts = new Map<string, number>();
    for (let round = 0; round < 6_000; round++) {
      const items = Uint32Array.of(1, 2, 3);
      random.shuffle(items);
      counts.set(items.join(''), (counts.get(items.join('')) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});
