import { Random } from '../random.js';
import type { MarketCharacter } from './market-presets.js';
import type { PriceSeries } from './price-series.js';

/** The price that the first bar starts from. */
const FIRST_PRICE = 1.1;
/** Half of a deviation from the anchor is gone after this many bars. */
const HALF_LIFE_BARS = 12;
const PERSISTENCE = Math.exp(-Math.LN2 / HALF_LIFE_BARS);
/** GARCH(1,1) (Bollerslev 1986): the variance, 1 on average, remembers the last shock and itself. */
const GARCH_SHOCK = 0.05;
const GARCH_MEMORY = 0.93;
/** Degrees of freedom of Student's t: tails as heavy as those of hourly exchange rates. */
const SHOCK_DEGREES = 5;
const HOURS_PER_YEAR = 6_240;

/** Which market to make. */
export interface SyntheticMarket {
  readonly name: string;
  readonly character: MarketCharacter;
  readonly seed: number;
  /** Number of prices, ≥ 1. */
  readonly bars: number;
}

/**
 * Makes hourly prices: a slow random walk (the anchor) plus a part that falls back to it with a half-life of 12 bars.
 * Both share a GARCH(1,1) variance and have Student-t(5) shocks. The same seed gives the same prices.
 */
export function makeSyntheticMarket({ name, character, seed, bars }: SyntheticMarket): PriceSeries {
  const random = new Random(seed, 'market');
  const prices = new Float64Array(bars);
  let anchor = Math.log(FIRST_PRICE);
  let deviation = 0;
  let scale = 1;
  for (let bar = 0; bar < bars; bar++) {
    prices[bar] = Math.exp(anchor + deviation);
    const anchorShock = random.unitStudentT(SHOCK_DEGREES);
    const revertingShock = random.unitStudentT(SHOCK_DEGREES);
    const size = Math.sqrt(scale);
    anchor += character.anchorVolatility * size * anchorShock;
    deviation = PERSISTENCE * deviation + character.revertingVolatility * size * revertingShock;
    const surprise = (scale * (anchorShock * anchorShock + revertingShock * revertingShock)) / 2;
    scale = 1 - GARCH_SHOCK - GARCH_MEMORY + GARCH_SHOCK * surprise + GARCH_MEMORY * scale;
  }
  return { name, prices, barsPerYear: HOURS_PER_YEAR };
}
