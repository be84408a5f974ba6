import type { UpdateStatistics } from '../learner/ppo.js';
import type { PriceSeries } from '../market/price-series.js';
import { backtest, greedyStrategy } from '../trading/backtest.js';
import { measureBaselines } from '../trading/baselines.js';
import type { Baselines } from '../trading/baselines.js';
import type { TradingStatistics } from '../trading/trading-account.js';
import { TradingMarket } from '../trading/trading-market.js';
import type { BarRange } from '../trading/trading-market.js';
import { assertLongEnough } from './assert-long-enough.js';
import { CheckpointError } from './checkpoint-error.js';
import { fingerprint } from './fingerprint.js';
import type { Checkpoint } from './checkpoint.js';
import { DivergenceError } from './divergence-error.js';
import type { ExperimentEvent, ProgressEvent, Standing } from './experiment-event.js';
import type { ExperimentPlan } from './experiment-plan.js';
import { nonFiniteLoss, rolloutMetrics, tradingMetrics, trainMetrics } from './metrics.js';
import type { Metrics } from './metrics.js';
import { Trainer } from './trainer.js';

/** Large enough that squared values overflow a double, small enough that the weights do not. */
const RUINOUS_LEARNING_RATE = 1e200;

/** How an experiment starts. */
export interface ExperimentOptions {
  /** Milliseconds from any origin, for `time/fps` only. Default `performance.now`. */
  readonly clock?: () => number;
  /** Continues from here instead of from the start. */
  readonly checkpoint?: Checkpoint;
}

/**
 * One PPO agent learning to trade one market.
 *
 * Nothing runs except while an event of {@link events} is asked for: to pause, do not ask; to stop, leave the loop.
 */
export class Experiment {
  readonly #plan: ExperimentPlan;
  readonly #identity: string;
  readonly #clock: () => number;
  readonly #market: TradingMarket;
  readonly #trainer: Trainer;
  readonly #watchedBaselines: Baselines;
  readonly #firstStep: number;
  #startedAtMs = 0;
  #isUpdating = false;

  /** Throws `PlanError` when the series is too short, {@link CheckpointError} when the checkpoint is another's. */
  constructor(plan: ExperimentPlan, series: PriceSeries, options: ExperimentOptions = {}) {
    assertLongEnough(plan, series);
    this.#plan = plan;
    this.#identity = fingerprint(plan, series);
    this.#clock = options.clock ?? (() => performance.now());
    this.#market = new TradingMarket(series, plan);
    this.#trainer = new Trainer(plan, this.#market);
    this.#watchedBaselines = measureBaselines(this.#market, { range: this.#market.watched, seed: plan.seed });
    if (options.checkpoint !== undefined) this.#restore(options.checkpoint);
    this.#firstStep = this.#trainer.step;
  }

  /**
   * Trains: progress events every few milliseconds, an update event after each update, a result event at the end.
   * After an update whose loss is not finite it throws {@link DivergenceError}. Can be used once.
   */
  *events(): Generator<ExperimentEvent, void> {
    this.#startedAtMs = this.#clock();
    while (this.#trainer.step < this.#plan.totalSteps) yield* this.#oneUpdate();
    const { heldOut } = this.#market;
    const baselines = measureBaselines(this.#market, { range: heldOut, seed: this.#plan.seed });
    yield { kind: 'result', ...this.#standing(), heldOut: this.#judge(heldOut), baselines };
  }

  /** Everything needed to continue later. Throws {@link CheckpointError} during an update, when there is no such moment. */
  checkpoint(): Checkpoint {
    if (!this.#isUpdating) return { version: 1, experiment: this.#identity, trainer: this.#trainer.snapshot() };
    const next = this.#trainer.update + 1;
    throw new CheckpointError(`Update ${next} is under way; take the checkpoint when an update event arrives.`);
  }

  *#oneUpdate(): Generator<ExperimentEvent, void> {
    this.#isUpdating = true;
    const episodes = yield* this.#reporting('rollout', this.#trainer.collect());
    const learningRate = this.#learningRate();
    const statistics = yield* this.#reporting('optimise', this.#trainer.optimise(learningRate));
    this.#isUpdating = false;
    const metrics = this.#measure(statistics, learningRate);
    yield { kind: 'update', ...this.#standing(), metrics, episodes };
    const broken = nonFiniteLoss(metrics);
    const { step } = this.#trainer;
    if (broken) throw new DivergenceError(broken.metric, { step, value: broken.value, learningRate });
  }

  /** Turns each pause of the work into a progress event. */
  *#reporting<Result>(phase: ProgressEvent['phase'], work: Generator<void, Result>): Generator<ProgressEvent, Result> {
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
      yield { kind: 'progress', ...this.#standing(), phase };
    }
  }

  #standing(): Standing {
    const { totalSteps, hyperParameters } = this.#plan;
    const totalUpdates = Math.ceil(totalSteps / hyperParameters.rolloutSteps);
    return { step: this.#trainer.step, totalSteps, update: this.#trainer.update, totalUpdates };
  }

  #learningRate(): number {
    const { nanAt, hyperParameters } = this.#plan;
    const isRuined = nanAt !== undefined && this.#trainer.step >= nanAt;
    return isRuined ? RUINOUS_LEARNING_RATE : hyperParameters.learningRate;
  }

  #measure(statistics: UpdateStatistics, learningRate: number): Metrics {
    const elapsedMs = this.#clock() - this.#startedAtMs;
    const metrics = {
      ...rolloutMetrics(this.#trainer.episodes.mean),
      ...trainMetrics(statistics, learningRate),
      ...(elapsedMs > 0 ? { 'time/fps': ((this.#trainer.step - this.#firstStep) / elapsedMs) * 1_000 } : {}),
    };
    if (nonFiniteLoss(metrics)) return metrics;
    return { ...metrics, ...tradingMetrics(this.#judge(this.#market.watched), this.#watchedBaselines) };
  }

  /** How the present agent trades without exploration. */
  #judge(range: BarRange): TradingStatistics {
    return backtest(this.#market, range, greedyStrategy(this.#trainer.agent, this.#market));
  }

  #restore(checkpoint: Checkpoint): void {
    if (checkpoint.experiment !== this.#identity) {
      throw new CheckpointError(
        'The checkpoint belongs to an experiment with another plan or other prices; continue it with its own plan.',
      );
    }
    this.#trainer.restore(checkpoint.trainer);
  }
}
