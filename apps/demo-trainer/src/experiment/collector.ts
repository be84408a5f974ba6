import type { ActorCritic } from '../learner/actor-critic.js';
import { Categorical } from '../learner/categorical.js';
import type { Rollout } from '../learner/rollout.js';
import type { Random } from '../random.js';
import type { TradingEnvironment } from '../trading/trading-environment.js';
import { OBSERVATION_SIZE } from '../trading/trading-market.js';
import type { EpisodeSummary, EpisodeWindow } from './episode-window.js';

/** Who acts where, and who keeps count. */
export interface CollectorParts {
  readonly agent: ActorCritic;
  readonly environment: TradingEnvironment;
  readonly episodes: EpisodeWindow;
  readonly random: Random;
}

/** Lets the agent act, with exploration, and records what happens. */
export class Collector {
  readonly #parts: CollectorParts;
  readonly #policy: Categorical;
  readonly #ahead = new Float64Array(OBSERVATION_SIZE);

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    this.#policy = new Categorical(parts.agent.shape.actions);
  }

  /** Takes one step into `rollout`; gives the episode's summary when the step ends it. */
  step(rollout: Rollout): EpisodeSummary | undefined {
    const { agent, environment, episodes, random } = this.#parts;
    const observation = rollout.nextObservation;
    environment.observe(observation);
    this.#policy.update(agent.actor.forward(observation, 0));
    const value = agent.value(observation, 0);
    const action = this.#policy.sample(random.uniform());
    const { reward, ends } = environment.step(action);
    const valueAfterEnd = ends ? this.valueAhead() : 0;
    const logProbability = this.#policy.logProbability(action);
    rollout.add({ action, logProbability, value, reward, ends, valueAfterEnd });
    if (ends) environment.reset();
    return episodes.add(reward, ends);
  }

  /** The critic's value of the present state. */
  valueAhead(): number {
    this.#parts.environment.observe(this.#ahead);
    return this.#parts.agent.value(this.#ahead, 0);
  }
}
