import { describe, expect, it } from '@jest/globals';
import { marketPresets } from '../../src/market/market-presets.js';
import type { MarketPreset } from '../../src/market/market-presets.js';
import { makeSyntheticMarket } from '../../src/market/synthetic-market.js';

const BARS = 50_000;

const made = new Map<string, Float64Array>();

function pricesOf(preset: MarketPreset, seed: number): Float64Array {
  const key = `${preset} ${String(seed)}`;
  const prices = made.get(key) ?? makePrices(preset, seed);
  made.set(key, prices);
  return prices;
}

function makePrices(preset: MarketPreset, seed: number): Float64Array {
  return makeSyntheticMarket({ name: preset, character: marketPresets[preset], seed, bars: BARS }).prices;
}

function returnsOf(preset: MarketPreset, seed: number, every = 1): number[] {
  const prices = pricesOf(preset, seed);
  const kept = prices.filter((_, bar) => bar % every === 0);
  return Array.from(kept.subarray(1), (price, at) => Math.log(price / (kept[at] ?? 1)));
}

const average = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const squares = (values: readonly number[]): number[] => values.map((each) => each * each);

/** Correlation of a sequence, taken about 0, with itself `lag` later. */
function autocorrelation(values: readonly number[], lag: number): number {
  return average(values.slice(lag).map((each, at) => each * (values[at] ?? 0))) / average(squares(values));
}

/** Variance of moves over 48 bars by that of 48 separate moves: 1 for a random walk, less when moves return. */
function varianceRatio(preset: MarketPreset): number {
  return average(squares(returnsOf(preset, 1, 48))) / (48 * average(squares(returnsOf(preset, 1))));
}

describe('makeSyntheticMarket', () => {
  it('makes the same prices for the same seed, and others for another', () => {
    const [prices, again, others] = [makePrices('default', 4), makePrices('default', 4), makePrices('default', 5)].map(({ buffer }) => Buffer.from(buffer));
    expect(again?.equals(prices ?? Buffer.of())).toBe(true);
    expect(others?.equals(prices ?? Buffer.of())).toBe(false);
  });

  it.each(['default', 'easy', 'control'] as const)('moves about 9 basis points a bar in preset %s', (preset) => {
    expect(Math.sqrt(average(squares(returnsOf(preset, 1)))) * 1e4).toBeCloseTo(9, -0.3);
  });

  it('pulls prices back in default and easy, and not at all in control', () => {
    expect(varianceRatio('default')).toBeLessThan(0.65);
    expect(varianceRatio('easy')).toBeLessThan(0.45);
    expect(Math.abs(varianceRatio('control') - 1)).toBeLessThan(0.1);
    expect(Math.abs(autocorrelation(returnsOf('control', 2), 1))).toBeLessThan(0.015);
  });

  it('has the clustered volatility and the heavy tails of real exchange rates', () => {
    const energies = squares(returnsOf('control', 3));
    const mean = average(energies);
    expect(autocorrelation(energies.map((each) => each - mean), 5)).toBeGreaterThan(0.02);
    expect(average(squares(energies)) / mean ** 2).toBeGreaterThan(4);
  });
});
