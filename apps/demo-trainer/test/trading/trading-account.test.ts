import { describe, expect, it } from '@jest/globals';
import { TradingAccount } from '../../src/trading/trading-account.js';
import { backtest, buyAndHold } from '../../src/trading/backtest.js';
import { TradingMarket } from '../../src/trading/trading-market.js';

/** A market whose prices rise by 1 % and fall by 1 % in turn, or follow `change`. */
function marketOf(change: (bar: number) => number, costPips = 0): TradingMarket {
  const prices = new Float64Array(400).fill(1);
  for (let bar = 1; bar < prices.length; bar++) prices[bar] = (prices[bar - 1] ?? 1) * (1 + change(bar - 1));
  return new TradingMarket({ name: 'test', prices, barsPerYear: 100 }, { costPips, heldOutShare: 0.25 });
}

const alternating = (bar: number): number => (bar % 2 === 0 ? 0.01 : -0.01);

describe('TradingAccount', () => {
  it('earns what the position and the move say, reinvested', () => {
    const account = new TradingAccount(marketOf(alternating));
    account.hold(0, 1);
    account.hold(1, -1);
    account.hold(2, 0);
    const { equity, bars, trades, winRate, maxDrawdown } = account.statistics();
    expect(equity).toBeCloseTo(1.01 * 1.01, 12);
    expect({ bars, trades, winRate, maxDrawdown }).toEqual({ bars: 3, trades: 2, winRate: 1, maxDrawdown: 0 });
  });

  it('charges half a pip for each unit of change', () => {
    const market = marketOf(() => 0, 0.5);
    const account = new TradingAccount(market);
    account.hold(0, 1);
    account.hold(1, 1);
    account.hold(2, -1);
    account.hold(3, 0);
    expect(account.statistics().equity).toBeCloseTo((1 - 5e-5) * (1 - 1e-4) * (1 - 5e-5), 15);
    expect(account.statistics()).toMatchObject({ trades: 2, winRate: 0 });
    expect(marketOf(() => 0, 1).cost(0, 1)).toBe(1e-4);
  });

  it('measures the largest fall from a peak, not from the start', () => {
    const moves = [1, -0.5, 0.5, -0.4];
    const account = new TradingAccount(marketOf((bar) => moves[bar] ?? 0));
    for (let bar = 0; bar < 4; bar++) account.hold(bar, 1);
    expect(account.statistics().maxDrawdown).toBeCloseTo(1 - 0.9 / 2, 12);
  });

  it('lets a trade pay its own costs before it counts as won', () => {
    const account = new TradingAccount(marketOf(() => 0.00008, 0.5));
    account.hold(0, 1);
    account.hold(1, 0);
    account.hold(2, 1);
    account.hold(3, 1);
    account.hold(4, 0);
    expect(account.statistics()).toMatchObject({ trades: 2, winRate: 0.5 });
  });

  it('annualises the mean over the deviation, and gives 0 where nothing varies', () => {
    const market = marketOf((bar) => (bar % 2 === 0 ? 0.03 : -0.01));
    const { sharpe, tStatistic } = backtest(market, { first: 0, end: 100 }, buyAndHold);
    expect(sharpe).toBeCloseTo((0.01 / 0.02) * Math.sqrt(100), 6);
    expect(tStatistic).toBeCloseTo((0.01 / 0.02) * Math.sqrt(100), 6);
    expect(backtest(market, { first: 0, end: 100 }, () => 0)).toMatchObject({ sharpe: 0, equity: 1, trades: 0, winRate: 0 });
  });

  it('cannot lose more than everything', () => {
    const account = new TradingAccount(marketOf(() => 2));
    account.hold(0, -1);
    account.hold(1, 1);
    expect(account.statistics()).toMatchObject({ equity: 0, maxDrawdown: 1 });
  });
});
