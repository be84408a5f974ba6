import { ActorCritic } from '../learner/actor-critic.js';
import { Adam } from '../learner/adam.js';
import { estimateAdvantages } from '../learner/estimate-advantages.js';
import { Ppo } from '../learner/ppo.js';
import type { UpdateStatistics } from '../learner/ppo.js';
import { Rollout } from '../learner/rollout.js';
import { Random } from '../random.js';
import { TradingEnvironment } from '../trading/trading-environment.js';
import { ACTION_COUNT, OBSERVATION_SIZE } from '../trading/trading-market.js';
import type { TradingMarket } from '../trading/trading-market.js';
import type { TrainerState } from './checkpoint.js';
import { Collector } from './collector.js';
import { EpisodeWindow } from './episode-window.js';
import type { EpisodeSummary } from './episode-window.js';
import type { ExperimentPlan } from './experiment-plan.js';

/** Steps between two pauses of a rollout: about a millisecond of work. */
const STEPS_PER_CHUNK = 128;

/** An agent in its environment, with everything that changes while it learns. */
export class Trainer {
  readonly agent: ActorCritic;
  readonly episodes = new EpisodeWindow();
  readonly #plan: ExperimentPlan;
  readonly #adam: Adam;
  readonly #random: Random;
  readonly #environment: TradingEnvironment;
  readonly #rollout: Rollout;
  readonly #collector: Collector;
  readonly #ppo: Ppo;
  #step = 0;
  #update = 0;

  constructor(plan: ExperimentPlan, market: TradingMarket) {
    const { hidden, rolloutSteps } = plan.hyperParameters;
    const random = new Random(plan.seed, 'trainer');
    this.#plan = plan;
    this.#random = random;
    this.agent = new ActorCritic({ observation: OBSERVATION_SIZE, hidden, actions: ACTION_COUNT });
    this.agent.initialise(random);
    this.#adam = new Adam(this.agent.trainable.parameters.length);
    this.#environment = new TradingEnvironment(market, { episodeBars: plan.episodeBars, random });
    this.#rollout = new Rollout(rolloutSteps, OBSERVATION_SIZE);
    const { agent, episodes } = this;
    this.#collector = new Collector({ agent, environment: this.#environment, episodes, random });
    this.#ppo = new Ppo(plan.hyperParameters, { agent, adam: this.#adam, random });
  }

  /** Environment steps taken. */
  get step(): number {
    return this.#step;
  }

  /** Updates finished. */
  get update(): number {
    return this.#update;
  }

  /** Acts until the rollout is full or the last step is taken, with pauses; gives the episodes that ended. */
  *collect(): Generator<void, EpisodeSummary[]> {
    const { totalSteps, hyperParameters } = this.#plan;
    const end = Math.min(this.#step + hyperParameters.rolloutSteps, totalSteps);
    const ended: EpisodeSummary[] = [];
    this.#rollout.clear();
    while (this.#step < end) {
      const summary = this.#collector.step(this.#rollout);
      if (summary !== undefined) ended.push(summary);
      this.#step += 1;
      if (this.#step % STEPS_PER_CHUNK === 0) yield;
    }
    return ended;
  }

  /** Learns from the rollout, with a pause after each epoch. */
  *optimise(learningRate: number): Generator<void, UpdateStatistics> {
    estimateAdvantages(this.#rollout, this.#collector.valueAhead(), this.#plan.hyperParameters);
    const statistics = yield* this.#ppo.update(this.#rollout, learningRate);
    this.#update += 1;
    return statistics;
  }

  /** A copy of everything that changes. Complete between updates only: the rollout is not part of it. */
  snapshot(): TrainerState {
    const { steps, firstMoment, secondMoment } = this.#adam.state;
    return {
      step: this.#step,
      update: this.#update,
      parameters: this.agent.trainable.parameters.slice(),
      adam: { steps, firstMoment: firstMoment.slice(), secondMoment: secondMoment.slice() },
      random: this.#random.state,
      environment: this.#environment.state,
      episodes: this.episodes.state,
    };
  }

  restore(state: TrainerState): void {
    this.#step = state.step;
    this.#update = state.update;
    this.agent.trainable.parameters.set(state.parameters);
    this.#adam.restore(state.adam);
    this.#random.restore(state.random);
    this.#environment.restore(state.environment);
    this.episodes.restore(state.episodes);
  }
}
