import type { Random } from '../random.js';
import { positionOf } from './trading-market.js';
import type { TradingMarket } from './trading-market.js';

/** Where an episode stands. */
export interface EnvironmentState {
  readonly bar: number;
  /** −1, 0 or 1. */
  readonly position: number;
  /** Bars until the episode is cut off. */
  readonly barsLeft: number;
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

  /** `episodeBars` must fit into the market's training range. */
  constructor(market: TradingMarket, episodeBars: number, random: Random) {
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
  observe(into: Float64Array, start: number): void {
    this.#market.observe(this.#state.bar, this.#state.position, into, start);
  }

  step(action: number): StepOutcome {
    const { bar, position: previous, barsLeft } = this.#state;
    const position = positionOf(action);
    this.#state = { bar: bar + 1, position, barsLeft: barsLeft - 1 };
    const reward = this.#market.profit(bar, previous, position) * this.#market.rewardScale;
    return { reward, ends: barsLeft === 1 };
  }

  #start(): EnvironmentState {
    const { first, end } = this.#market.training;
    const choices = end - first - this.#episodeBars + 1;
    return { bar: first + this.#random.integer(choices), position: 0, barsLeft: this.#episodeBars };
  }
}
