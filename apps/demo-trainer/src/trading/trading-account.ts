import type { TradingMarket } from './trading-market.js';

/** How trading went over a stretch of bars. */
export interface TradingStatistics {
  readonly bars: number;
  /** What capital 1 has become, costs paid, profits reinvested; ≥ 0. */
  readonly equity: number;
  /** Mean over standard deviation of the bars' profits, times √(bars per year); 0 when they do not vary. */
  readonly sharpe: number;
  /** Largest fall from a peak of the equity, as a share of that peak, 0–1. */
  readonly maxDrawdown: number;
  /** Share of trades that earned more than they cost, 0–1; 0 without trades. */
  readonly winRate: number;
  /** Times that a position was opened. One that is still open at the end counts at its present profit. */
  readonly trades: number;
  /** Mean reward per bar, in standard deviations of a training bar's return. */
  readonly meanReward: number;
  /** Mean over standard error of the bars' profits (Student's t against 0); 0 when they do not vary. */
  readonly tStatistic: number;
}

/** Keeps the books while positions are taken bar by bar. */
export class TradingAccount {
  readonly #market: TradingMarket;
  #position = 0;
  #bars = 0;
  #equity = 1;
  #peak = 1;
  #maxDrawdown = 0;
  #sum = 0;
  #sumOfSquares = 0;
  #openTrades = 0;
  #closedTrades = 0;
  #wins = 0;
  #tradeProfit = 0;

  constructor(market: TradingMarket) {
    this.#market = market;
  }

  /** The position held now: −1, 0 or 1. */
  get position(): number {
    return this.#position;
  }

  /** Changes to `position` at `bar` and earns the move to the next bar. */
  hold(bar: number, position: number): void {
    const profit = this.#market.profit({ bar, position: this.#position }, position);
    if (position !== this.#position) this.#changeTrade(bar, position);
    this.#tradeProfit += this.#market.profit({ bar, position }, position);
    this.#position = position;
    this.#bars += 1;
    this.#sum += profit;
    this.#sumOfSquares += profit * profit;
    this.#equity *= Math.max(0, 1 + profit);
    this.#peak = Math.max(this.#peak, this.#equity);
    this.#maxDrawdown = Math.max(this.#maxDrawdown, 1 - this.#equity / this.#peak);
  }

  statistics(): TradingStatistics {
    const mean = this.#bars === 0 ? 0 : this.#sum / this.#bars;
    const deviation = Math.sqrt(Math.max(0, this.#sumOfSquares / this.#bars - mean * mean));
    const ratio = deviation > 0 ? mean / deviation : 0;
    const trades = this.#closedTrades + this.#openTrades;
    const wins = this.#wins + (this.#openTrades > 0 && this.#tradeProfit > 0 ? 1 : 0);
    return {
      bars: this.#bars,
      equity: this.#equity,
      sharpe: ratio * Math.sqrt(this.#market.series.barsPerYear),
      maxDrawdown: this.#maxDrawdown,
      winRate: trades === 0 ? 0 : wins / trades,
      trades,
      meanReward: mean * this.#market.rewardScale,
      tStatistic: ratio * Math.sqrt(this.#bars),
    };
  }

  /** Each trade pays for its own opening and closing. */
  #changeTrade(bar: number, position: number): void {
    if (this.#openTrades > 0) {
      const profit = this.#tradeProfit - this.#market.cost(bar, 1);
      this.#closedTrades += 1;
      if (profit > 0) this.#wins += 1;
    }
    this.#openTrades = position === 0 ? 0 : 1;
    this.#tradeProfit = position === 0 ? 0 : -this.#market.cost(bar, 1);
  }
}
