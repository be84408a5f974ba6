/** Bars at the start of a series that serve only to fill the averages. */
export const WARM_UP_BARS = 64;
const RECENT_RETURNS = 4;
/** Spans, in bars, of the moving averages that the price is compared with. */
const AVERAGE_SPANS = [4, 8, 16, 32, 64] as const;
const SHORT_SPAN = 8;
const LONG_SPAN = 64;
/** Everything is held within this many standard deviations. */
const LIMIT = 4;

/** Numbers seen per bar, the agent's own position not among them. */
export const MARKET_FEATURES = RECENT_RETURNS + AVERAGE_SPANS.length + 1;

/**
 * What an agent sees of each bar, row after row of {@link MARKET_FEATURES} numbers, from that bar's price and earlier
 * ones only, in units of the recent volatility:
 * the last 4 log returns, the distance from 5 exponential averages, and the log ratio of short to long volatility.
 */
export function marketObservations(prices: Float64Array): Float64Array {
  const rows = new Float64Array(prices.length * MARKET_FEATURES);
  const logPrices = prices.map((price) => Math.log(price));
  const shortVolatility = new VolatilityAverage(SHORT_SPAN);
  const longVolatility = new VolatilityAverage(LONG_SPAN);
  const averages = AVERAGE_SPANS.map((span) => new MovingAverage(span, logPrices[0] ?? 0));
  logPrices.forEach((logPrice, bar) => {
    const change = logPrice - (logPrices[bar - 1] ?? logPrice);
    const short = shortVolatility.update(change);
    const long = longVolatility.update(change);
    const recent = recentReturns(logPrices, bar).map((each) => each / long);
    const distances = averages.map((average) => (logPrice - average.update(logPrice)) / (long * average.reach));
    const row = [...recent, ...distances, Math.log(short / long)];
    rows.set(row.map(limited), bar * MARKET_FEATURES);
  });
  return rows;
}

function recentReturns(logPrices: Float64Array, bar: number): number[] {
  const at = (index: number): number => logPrices[Math.max(index, 0)] ?? 0;
  return Array.from({ length: RECENT_RETURNS }, (_, back) => at(bar - back) - at(bar - back - 1));
}

function limited(value: number): number {
  return Math.min(Math.max(value, -LIMIT), LIMIT);
}

/** An exponential moving average. */
class MovingAverage {
  readonly #weight: number;
  /** The typical distance of a random walk from this average, in standard deviations of one step. */
  readonly reach: number;
  #value: number;

  constructor(span: number, first: number) {
    this.#weight = 2 / (span + 1);
    this.reach = Math.sqrt(span) / 2;
    this.#value = first;
  }

  update(value: number): number {
    this.#value += this.#weight * (value - this.#value);
    return this.#value;
  }
}

/** Root of the exponential average of squared returns; it starts at 10 pips and never reaches 0. */
class VolatilityAverage {
  readonly #average: MovingAverage;

  constructor(span: number) {
    this.#average = new MovingAverage(span, 1e-6);
  }

  update(change: number): number {
    return Math.sqrt(this.#average.update(change * change) + 1e-14);
  }
}
