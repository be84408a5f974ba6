import type { ActorCritic } from '../learner/actor-critic.js';
import type { Random } from '../random.js';
import { TradingAccount } from './trading-account.js';
import type { TradingStatistics } from './trading-account.js';
import { ACTION_COUNT, OBSERVATION_SIZE, positionOf } from './trading-market.js';
import type { BarRange, Moment, TradingMarket } from './trading-market.js';

/** Chooses the next position: −1, 0 or 1. */
export type Strategy = (moment: Moment) => number;

/** Follows a strategy through a range once, bar by bar, from no position. */
export function backtest(market: TradingMarket, range: BarRange, strategy: Strategy): TradingStatistics {
  const account = new TradingAccount(market);
  for (let bar = range.first; bar < range.end; bar++) {
    account.hold(bar, strategy({ bar, position: account.position }));
  }
  return account.statistics();
}

/** Always the action that the agent scores highest. */
export function greedyStrategy(agent: ActorCritic, market: TradingMarket): Strategy {
  const observation = new Float64Array(OBSERVATION_SIZE);
  return (moment) => {
    market.observe(moment, observation);
    return positionOf(agent.bestAction(observation, 0));
  };
}

/** Long from the first bar to the last. */
export const buyAndHold: Strategy = () => 1;

/** Every bar any of the three positions, with equal chances. */
export function randomStrategy(random: Random): Strategy {
  return () => positionOf(random.integer(ACTION_COUNT));
}
