import type { ActorCritic } from './actor-critic.js';
import { Categorical } from './categorical.js';
import type { HyperParameters } from './hyper-parameters.js';
import type { Rollout } from './rollout.js';

/* Taken from the global once: inside a vm context, where tests run, each look-up would cost more than the arithmetic. */
const { abs, exp, max, min } = Math;

/** The parts of PPO's loss, each averaged over the samples it was computed on. */
export interface LossParts {
  /** −min(ratio · advantage, clipped ratio · advantage). */
  policyGradient: number;
  /** (value − return)². */
  value: number;
  /** −entropy of the policy, in nats. */
  entropy: number;
  /** Kullback–Leibler divergence of the new policy from the one that acted, by ratio − 1 − ln ratio, in nats. */
  approximateKl: number;
  /** Share of samples whose ratio left 1 ± clip. */
  clipFraction: number;
  /** policyGradient + entropyWeight · entropy + valueWeight · value: what is minimised. */
  total: number;
}

export function zeroLoss(): LossParts {
  return { policyGradient: 0, value: 0, entropy: 0, approximateKl: 0, clipFraction: 0, total: 0 };
}

type Weights = Pick<HyperParameters, 'clip' | 'valueWeight' | 'entropyWeight'>;

/** The samples of one gradient step. */
interface Minibatch {
  readonly rollout: Rollout;
  readonly samples: Uint32Array;
  /** Of each sample, normalised over the minibatch. */
  readonly advantages: Float64Array;
}

/** PPO's clipped loss (Schulman et al. 2017, https://arxiv.org/abs/1707.06347) and its gradient. */
export class PpoLoss {
  readonly #agent: ActorCritic;
  readonly #weights: Weights;
  readonly #policy: Categorical;
  readonly #logitGradient: Float64Array;
  readonly #valueGradient = new Float64Array(1);

  constructor(agent: ActorCritic, weights: Weights) {
    this.#agent = agent;
    this.#weights = weights;
    this.#policy = new Categorical(agent.shape.actions);
    this.#logitGradient = new Float64Array(agent.shape.actions);
  }

  /** The loss over `samples` (indices into the rollout); replaces the agent's gradients by those of this loss. */
  evaluate(rollout: Rollout, samples: Uint32Array): LossParts {
    const sums = zeroLoss();
    const minibatch = { rollout, samples, advantages: normalised(rollout.advantages, samples) };
    this.#agent.trainable.gradients.fill(0);
    for (let at = 0; at < samples.length; at++) this.#addPolicy(minibatch, at, sums);
    for (let at = 0; at < samples.length; at++) this.#addValue(minibatch, at, sums);
    return this.#averaged(sums, samples.length);
  }

  #addPolicy({ rollout, samples, advantages }: Minibatch, at: number, sums: LossParts): void {
    const sample = samples[at] ?? 0;
    const action = rollout.actions[sample] ?? 0;
    const advantage = advantages[at] ?? 0;
    this.#policy.update(this.#agent.actor.forward(rollout.observations, sample * rollout.observationSize));
    const logRatio = this.#policy.logProbability(action) - (rollout.logProbabilities[sample] ?? 0);
    const ratio = exp(logRatio);
    const clipped = min(max(ratio, 1 - this.#weights.clip), 1 + this.#weights.clip);
    const isCut = clipped * advantage < ratio * advantage;
    sums.policyGradient -= isCut ? clipped * advantage : ratio * advantage;
    sums.entropy -= this.#policy.entropy;
    sums.approximateKl += ratio - 1 - logRatio;
    if (abs(ratio - 1) > this.#weights.clip) sums.clipFraction += 1;
    const slope = isCut ? 0 : -ratio * advantage;
    this.#setLogitGradient(action, { slope, share: 1 / samples.length });
    this.#agent.actor.backward(this.#logitGradient);
  }

  /** ∂ln p(action)/∂logit = [is action] − p, and ∂entropy/∂logit = −p · (ln p + entropy). */
  #setLogitGradient(action: number, { slope, share }: { slope: number; share: number }): void {
    const { probabilities, logProbabilities, entropy } = this.#policy;
    for (let each = 0; each < probabilities.length; each++) {
      const probability = probabilities[each] ?? 0;
      const policyPart = slope * ((each === action ? 1 : 0) - probability);
      const entropyPart = probability > 0 ? probability * ((logProbabilities[each] ?? 0) + entropy) : 0;
      this.#logitGradient[each] = (policyPart + this.#weights.entropyWeight * entropyPart) * share;
    }
  }

  #addValue({ rollout, samples }: Minibatch, at: number, sums: LossParts): void {
    const sample = samples[at] ?? 0;
    const value = this.#agent.value(rollout.observations, sample * rollout.observationSize);
    const error = value - (rollout.returns[sample] ?? 0);
    sums.value += error * error;
    this.#valueGradient[0] = (2 * this.#weights.valueWeight * error) / samples.length;
    this.#agent.critic.backward(this.#valueGradient);
  }

  #averaged(sums: LossParts, count: number): LossParts {
    const policyGradient = sums.policyGradient / count;
    const value = sums.value / count;
    const entropy = sums.entropy / count;
    const total = policyGradient + this.#weights.entropyWeight * entropy + this.#weights.valueWeight * value;
    const approximateKl = sums.approximateKl / count;
    return { policyGradient, value, entropy, approximateKl, clipFraction: sums.clipFraction / count, total };
  }
}

/** The samples' advantages shifted to mean 0 and scaled to deviation 1; a single one is left as it is. */
function normalised(advantages: Float64Array, samples: Uint32Array): Float64Array {
  const chosen = Float64Array.from(samples, (sample) => advantages[sample] ?? 0);
  if (chosen.length < 2) return chosen;
  const centre = chosen.reduce((sum, each) => sum + each, 0) / chosen.length;
  const squares = chosen.reduce((sum, each) => sum + (each - centre) * (each - centre), 0);
  const deviation = Math.sqrt(squares / (chosen.length - 1));
  return chosen.map((each) => (each - centre) / (deviation + 1e-8));
}
