/** How a synthetic market moves. Volatilities are standard deviations of one bar's log return. */
export interface MarketCharacter {
  /** Of the random-walk anchor, which nobody can predict. */
  readonly anchorVolatility: number;
  /** Of the part that is pulled back to the anchor, which an agent can learn; 0 for none. */
  readonly revertingVolatility: number;
}

/**
 * Both parts together move 10 pips a bar at 1.10, as hourly EUR/USD does.
 *
 * - `default`: a real edge that is small against the noise
 * - `easy`: most of the movement returns
 * - `control`: a pure random walk; whoever earns here is wrong
 */
export const marketPresets = {
  default: withRevertingShare(0.75),
  easy: withRevertingShare(0.95),
  control: withRevertingShare(0),
} as const satisfies Record<string, MarketCharacter>;

export type MarketPreset = keyof typeof marketPresets;

/** Splits one bar's variance between the two parts. */
function withRevertingShare(share: number): MarketCharacter {
  const volatility = 0.0009;
  return {
    anchorVolatility: volatility * Math.sqrt(1 - share),
    revertingVolatility: volatility * Math.sqrt(share),
  };
}
