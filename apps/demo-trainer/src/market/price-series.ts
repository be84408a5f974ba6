/** Closing prices of one currency pair, oldest first. */
export interface PriceSeries {
  /** What to call it, such as `default, seed 7` or a file name. */
  readonly name: string;
  /** Each finite and > 0. */
  readonly prices: Float64Array;
  /** Bars in a year, for annual figures: 6 240 for hours (260 days of 24), about 252 for trading days. */
  readonly barsPerYear: number;
}

/** The smallest step that traders quote: 0.0001, or 0.01 for pairs quoted above 20 (yen pairs). */
export function pipSize(price: number): number {
  return price > 20 ? 0.01 : 0.0001;
}
