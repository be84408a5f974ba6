import { describe, expect, it } from '@jest/globals';
import { marketPresets } from '../../src/market/market-presets.js';
import { makeSyntheticMarket } from '../../src/market/synthetic-market.js';
import { Random } from '../../src/random.js';
import { MARKET_FEATURES, WARM_UP_BARS, marketObservations } from '../../src/trading/observations.js';
import { TradingEnvironment } from '../../src/trading/trading-environment.js';
import { OBSERVATION_SIZE, TradingMarket } from '../../src/trading/trading-market.js';

const series = makeSyntheticMarket({ name: 'default', character: marketPresets.default, seed: 2, bars: 4_000 });
const market = new TradingMarket(series, { costPips: 0.5, heldOutShare: 0.25 });

describe('marketObservations', () => {
  it('knows nothing of the future', () => {
    const until = 3_000;
    const past = marketObservations(series.prices.slice(0, until + 1));
    const all = marketObservations(series.prices);
    expect(all.slice(0, past.length)).toEqual(past);
  });

  it('is of unit size whatever the market moves', () => {
    const spreads = [1, 100].map((factor) => {
      const prices = series.prices.map((price) => Math.exp(Math.log(price) * factor));
      const values = marketObservations(prices).subarray(WARM_UP_BARS * MARKET_FEATURES);
      return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    });
    for (const spread of spreads) expect(Math.abs(spread - 1)).toBeLessThan(0.5);
  });

  it('stays finite when prices stand still or jump', () => {
    const still = new Float64Array(300).fill(1.1);
    const jump = still.map((price, bar) => (bar < 150 ? price : price * 1e6));
    for (const value of [...marketObservations(still), ...marketObservations(jump)]) {
      expect(Math.abs(value)).toBeLessThanOrEqual(4);
    }
  });
});

describe('TradingMarket', () => {
  it('trains on early bars and holds out later ones, with none in common', () => {
    expect(market.training).toEqual({ first: WARM_UP_BARS, end: 2_999 });
    expect(market.heldOut).toEqual({ first: 2_999, end: 3_999 });
  });

  it('scales rewards to the movement of a training bar', () => {
    const moves = Array.from({ length: 2_999 - WARM_UP_BARS }, (_, at) => market.profit({ bar: WARM_UP_BARS + at, position: 1 }, 1));
    const energy = moves.reduce((sum, move) => sum + (move * market.rewardScale) ** 2, 0) / moves.length;
    expect(energy).toBeCloseTo(1, 2);
  });
});

describe('TradingEnvironment', () => {
  it('starts episodes flat at different training bars and ends them after their length', () => {
    const environment = new TradingEnvironment(market, { episodeBars: 256, random: new Random(1, 'test') });
    const starts = new Set<number>();
    for (let episode = 0; episode < 200; episode++) {
      environment.reset();
      const { bar, position } = environment.state;
      starts.add(bar);
      expect(position).toBe(0);
      expect(bar).toBeGreaterThanOrEqual(market.training.first);
      expect(bar + 256).toBeLessThanOrEqual(market.training.end);
    }
    expect(starts.size).toBeGreaterThan(150);
    const ends = Array.from({ length: 256 }, () => environment.step(2).ends);
    expect(ends.indexOf(true)).toBe(255);
  });

  it('pays the scaled move less the cost, and shows the position held', () => {
    const environment = new TradingEnvironment(market, { episodeBars: 256, random: new Random(1, 'test') });
    const { bar } = environment.state;
    const move = (series.prices[bar + 1] ?? 0) / (series.prices[bar] ?? 0) - 1;
    const cost = 0.5e-4 / (series.prices[bar] ?? 0);
    expect(environment.step(0).reward).toBeCloseTo((-move - cost) * market.rewardScale, 12);
    const observation = new Float64Array(OBSERVATION_SIZE);
    environment.observe(observation);
    expect(observation.at(-1)).toBe(-1);
  });
});
