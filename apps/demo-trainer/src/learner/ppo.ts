import type { Random } from '../random.js';
import type { ActorCritic } from './actor-critic.js';
import type { Adam } from './adam.js';
import type { HyperParameters } from './hyper-parameters.js';
import { PpoLoss, zeroLoss } from './ppo-loss.js';
import type { LossParts } from './ppo-loss.js';
import type { Rollout } from './rollout.js';
import { norm, variance } from './statistics.js';

/** What one update did: the loss parts averaged over all its minibatches. */
export interface UpdateStatistics extends Readonly<LossParts> {
  /** 1 − Var(return − value) / Var(return) of the rollout, at most 1; 0 when the returns do not vary. */
  readonly explainedVariance: number;
}

/** Who learns, by which optimiser, and what shuffles the samples. */
export interface LearningParts {
  readonly agent: ActorCritic;
  readonly adam: Adam;
  readonly random: Random;
}

/** Improves an agent from rollouts, in steps that a caller may interleave with other work. */
export class Ppo {
  readonly #agent: ActorCritic;
  readonly #adam: Adam;
  readonly #hyper: HyperParameters;
  readonly #random: Random;
  readonly #loss: PpoLoss;

  constructor(hyper: HyperParameters, { agent, adam, random }: LearningParts) {
    this.#agent = agent;
    this.#adam = adam;
    this.#hyper = hyper;
    this.#random = random;
    this.#loss = new PpoLoss(agent, hyper);
  }

  /** Learns from a rollout whose advantages are filled; pauses after each epoch. */
  *update(rollout: Rollout, learningRate: number): Generator<void, UpdateStatistics> {
    const explainedVariance = explainedShare(rollout);
    const order = Uint32Array.from({ length: rollout.length }, (_, at) => at);
    const sums = zeroLoss();
    for (let epoch = 1; epoch <= this.#hyper.epochs; epoch++) {
      this.#random.shuffle(order);
      this.#epoch(rollout, { order, learningRate, sums });
      yield;
    }
    const minibatches = this.#hyper.epochs * Math.ceil(rollout.length / this.#hyper.minibatch);
    return { ...scaled(sums, 1 / minibatches), explainedVariance };
  }

  #epoch(rollout: Rollout, { order, learningRate, sums }: Epoch): void {
    for (let start = 0; start < order.length; start += this.#hyper.minibatch) {
      const parts = this.#loss.evaluate(rollout, order.subarray(start, start + this.#hyper.minibatch));
      addLoss(sums, parts);
      shorten(this.#agent.trainable.gradients, this.#hyper.maxGradientNorm);
      this.#adam.step(this.#agent.trainable, learningRate);
    }
  }
}

/** One pass over a rollout, in the given order. */
interface Epoch {
  readonly order: Uint32Array;
  readonly learningRate: number;
  /** Each minibatch's loss is added here. */
  readonly sums: LossParts;
}

function addLoss(sums: LossParts, parts: LossParts): void {
  sums.policyGradient += parts.policyGradient;
  sums.value += parts.value;
  sums.entropy += parts.entropy;
  sums.approximateKl += parts.approximateKl;
  sums.clipFraction += parts.clipFraction;
  sums.total += parts.total;
}

function scaled(sums: LossParts, factor: number): LossParts {
  return {
    policyGradient: sums.policyGradient * factor,
    value: sums.value * factor,
    entropy: sums.entropy * factor,
    approximateKl: sums.approximateKl * factor,
    clipFraction: sums.clipFraction * factor,
    total: sums.total * factor,
  };
}

/** Scales a gradient down to `maxNorm`; a shorter one is left as it is. */
function shorten(gradients: Float64Array, maxNorm: number): void {
  const length = norm(gradients);
  if (length <= maxNorm) return;
  const factor = maxNorm / length;
  for (let at = 0; at < gradients.length; at++) gradients[at] = (gradients[at] ?? 0) * factor;
}

function explainedShare(rollout: Rollout): number {
  const returns = rollout.returns.subarray(0, rollout.length);
  const total = variance(returns);
  if (total === 0) return 0;
  return 1 - variance(rollout.advantages.subarray(0, rollout.length)) / total;
}
