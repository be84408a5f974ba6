import type { Random } from '../random.js';
import { positionOf } from './trading-market.js';
import type { Moment, TradingMarket } from './trading-market.js';

/** Where an episode stands. */
export interface EnvironmentState extends Moment {
  /** Bars until the episode is cut off. */
  readonly barsLeft: number;
}

/** How episodes are cut. */
export interface EpisodeRules {
  /** Length of each; it must fit into the market's training range. */
  readonly episodeBars: number;
  /** Chooses where they begin. */
  readonly random: Random;
}

/** What a step gave. */
export interface StepOutcome {
  /** Profit less cost, in standard deviations of a training bar's return. */
  readonly reward: number;
  /** True when the episode's last bar has been traded: observe the final state, then `reset`. */
  readonly ends: boolean;
}

/** Episodes of a fixed length that begin flat at random training bars. */
export class TradingEnvironment {
  readonly #market: TradingMarket;
  readonly #episodeBars: number;
  readonly #random: Random;
  #state: EnvironmentState;

  constructor(market: TradingMarket, { episodeBars, random }: EpisodeRules) {
    this.#market = market;
    this.#episodeBars = episodeBars;
    this.#random = random;
    this.#state = this.#start();
  }

  get state(): EnvironmentState {
    return this.#state;
  }

  restore(state: EnvironmentState): void {
    this.#state = state;
  }

  reset(): void {
    this.#state = this.#start();
  }

  /** Writes what the agent sees now. */
  observe(into: Float64Array): void {
    this.#market.observe(this.#state, into);
  }

  step(action: number): StepOutcome {
    const before = this.#state;
    const position = positionOf(action);
    this.#state = { bar: before.bar + 1, position, barsLeft: before.barsLeft - 1 };
    const reward = this.#market.profit(before, position) * this.#market.rewardScale;
    return { reward, ends: before.barsLeft === 1 };
  }

  #start(): EnvironmentState {
    const { first, end } = this.#market.training;
    const choices = end - first - this.#episodeBars + 1;
    return { bar: first + this.#random.integer(choices), position: 0, barsLeft: this.#episodeBars };
  }
}
