import { Random } from '../random.js';
import { backtest, buyAndHold, randomStrategy } from './backtest.js';
import type { TradingStatistics } from './trading-account.js';
import type { BarRange, TradingMarket } from './trading-market.js';

/** How many random traders are averaged. */
const RANDOM_TRADERS = 16;

/** What trading without skill gives, at the same costs. */
export interface Baselines {
  readonly buyAndHold: TradingStatistics;
  /** Means over 16 traders that choose anew every bar. */
  readonly random: Pick<TradingStatistics, 'equity' | 'meanReward'>;
}

/** @param seed of the random traders. */
export function measureBaselines(market: TradingMarket, { range, seed }: { range: BarRange; seed: number }): Baselines {
  const random = new Random(seed, 'random traders');
  const traders = Array.from({ length: RANDOM_TRADERS }, () =>
    backtest(market, range, randomStrategy(random)),
  );
  const average = (pick: (trader: TradingStatistics) => number): number =>
    traders.reduce((sum, trader) => sum + pick(trader), 0) / RANDOM_TRADERS;
  return {
    buyAndHold: backtest(market, range, buyAndHold),
    random: { equity: average((trader) => trader.equity), meanReward: average((trader) => trader.meanReward) },
  };
}
