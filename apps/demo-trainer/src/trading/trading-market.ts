import { variance } from '../learner/statistics.js';
import { pipSize } from '../market/price-series.js';
import type { PriceSeries } from '../market/price-series.js';
import { MARKET_FEATURES, WARM_UP_BARS, marketObservations } from './observations.js';

/** Short, flat, long: actions 0, 1, 2. */
export const ACTION_COUNT = 3;
/** The market's features and the position held. */
export const OBSERVATION_SIZE = MARKET_FEATURES + 1;

/** The bars `first ≤ bar < end`; the position taken at a bar earns the move to the next one. */
export interface BarRange {
  readonly first: number;
  readonly end: number;
}

/** A bar, and the position that is held when it closes. */
export interface Moment {
  readonly bar: number;
  /** −1 (short), 0 (flat) or 1 (long). */
  readonly position: number;
}

/** How many held-out bars are traded after every update; the final judgement takes them all. */
const WATCHED_BARS = 2_048;

/** How a market is split and what trading costs. */
export interface TradingRules {
  /** Cost of changing the position by one unit (flat to long; short to long is two), in pips. */
  readonly costPips: number;
  /** Share of the bars, the last ones, that training never sees, in (0, 1). */
  readonly heldOutShare: number;
}

/** Prices prepared for trading: what is seen at each bar, what it pays, what it costs. */
export class TradingMarket {
  readonly series: PriceSeries;
  /** Where the agent trains: after the warm-up, before everything held out. */
  readonly training: BarRange;
  /** Later bars, for judging only. */
  readonly heldOut: BarRange;
  /** The first 2 048 held-out bars, or all when there are fewer: quick to look at while training goes on. */
  readonly watched: BarRange;
  /** Rewards per unit of return: one over the standard deviation of a training bar's return. */
  readonly rewardScale: number;
  readonly #observations: Float64Array;
  readonly #returns: Float64Array;
  readonly #costPips: number;

  constructor(series: PriceSeries, { costPips, heldOutShare }: TradingRules) {
    const decisions = series.prices.length - 1;
    const training = trainingBars(series, heldOutShare);
    const split = training.end;
    this.series = series;
    this.training = training;
    this.heldOut = { first: split, end: decisions };
    this.watched = { first: split, end: Math.min(decisions, split + WATCHED_BARS) };
    this.#observations = marketObservations(series.prices);
    this.#returns = series.prices.map((price, bar) => (series.prices[bar + 1] ?? price) / price - 1);
    this.#costPips = costPips;
    const deviation = Math.sqrt(variance(this.#returns.subarray(this.training.first, this.training.end)));
    this.rewardScale = deviation > 0 ? 1 / deviation : 1;
  }

  /** Writes the {@link OBSERVATION_SIZE} numbers that are seen at a bar while holding a position. */
  observe({ bar, position }: Moment, into: Float64Array): void {
    const row = bar * MARKET_FEATURES;
    for (let at = 0; at < MARKET_FEATURES; at++) into[at] = this.#observations[row + at] ?? 0;
    into[MARKET_FEATURES] = position;
  }

  /** What holding `next` over the move after the moment's bar earns, less the cost of changing to it; 1 is all capital. */
  profit({ bar, position }: Moment, next: number): number {
    return next * (this.#returns[bar] ?? 0) - this.cost(bar, Math.abs(next - position));
  }

  /** What changing the position by `units` costs at `bar`, as a share of capital. */
  cost(bar: number, units: number): number {
    const price = this.series.prices[bar] ?? 1;
    return (units * this.#costPips * pipSize(price)) / price;
  }
}

/** Where an agent trains: after the warm-up, before everything held out; empty or worse when the series is too short. */
export function trainingBars({ prices }: PriceSeries, heldOutShare: number): BarRange {
  return { first: WARM_UP_BARS, end: Math.floor((prices.length - 1) * (1 - heldOutShare)) };
}

/** The position, −1 (short), 0 (flat) or 1 (long), that an action (0, 1, 2) stands for. */
export function positionOf(action: number): number {
  return action - 1;
}
