import { describe, expect, it } from '@jest/globals';
import { ActorCritic } from '../../src/learner/actor-critic.js';
import { Categorical } from '../../src/learner/categorical.js';
import { PpoLoss } from '../../src/learner/ppo-loss.js';
import { Rollout } from '../../src/learner/rollout.js';
import { Random } from '../../src/random.js';

const SHAPE = { observation: 5, hidden: 7, actions: 3 };
const WEIGHTS = { clip: 0.2, valueWeight: 0.5, entropyWeight: 0.01 };
const SAMPLES = 24;
const LOG_SHIFTS = [-0.6, -0.05, 0.05, 0.6];

/** ln of the old over the new probability of a sample's action. */
function logShift(sample: number): number {
  return LOG_SHIFTS[sample % LOG_SHIFTS.length] ?? 0;
}

/** An agent with an opinionated policy, so that no gradient is trivially small. */
function makeAgent(random: Random): ActorCritic {
  const agent = new ActorCritic(SHAPE);
  agent.initialise(random);
  agent.actor.initialise(random, 2);
  return agent;
}

/** Steps whose probability ratios lie on both sides of the clip range, and in it. */
function makeRollout(agent: ActorCritic, random: Random): Rollout {
  const rollout = new Rollout(SAMPLES, SHAPE.observation);
  const policy = new Categorical(SHAPE.actions);
  for (let at = 0; at < SAMPLES; at++) {
    const observation = rollout.nextObservation;
    observation.forEach((_, each) => (observation[each] = random.gaussian()));
    policy.update(agent.actor.forward(observation, 0));
    const action = random.integer(SHAPE.actions);
    const logProbability = policy.logProbability(action) + logShift(at);
    rollout.add({ action, logProbability, value: 0, reward: 0, ends: false, valueAfterEnd: 0 });
    rollout.advantages[at] = random.gaussian();
    rollout.returns[at] = random.gaussian();
  }
  return rollout;
}

describe('PpoLoss', () => {
  const random = new Random(11, 'test');
  const agent = makeAgent(random);
  const rollout = makeRollout(agent, random);
  const samples = Uint32Array.from({ length: SAMPLES }, (_, at) => at);
  const loss = new PpoLoss(agent, WEIGHTS);

  it('gives the gradient that central differences give, to 1e-4', () => {
    loss.evaluate(rollout, samples);
    const gradient = agent.trainable.gradients.slice();
    const scale = Math.sqrt(gradient.reduce((sum, each) => sum + each * each, 0) / gradient.length);
    let worst = 0;
    gradient.forEach((analytic, at) => {
      const numeric = centralDifference(at);
      const size = Math.max(Math.abs(analytic), Math.abs(numeric), 1e-3 * scale);
      worst = Math.max(worst, Math.abs(analytic - numeric) / size);
    });
    console.info(`max relative gradient error ${worst.toExponential(1)} over ${gradient.length} parameters`);
    expect(worst).toBeLessThan(1e-4);
  });

  it('would notice a wrong gradient: each part of the loss moves it', () => {
    loss.evaluate(rollout, samples);
    const full = agent.trainable.gradients.slice();
    for (const change of [{ entropyWeight: 0 }, { valueWeight: 0 }, { clip: 10 }]) {
      new PpoLoss(agent, { ...WEIGHTS, ...change }).evaluate(rollout, samples);
      expect(agent.trainable.gradients).not.toEqual(full);
    }
  });

  it('counts the samples outside the clip range and estimates the divergence', () => {
    const parts = loss.evaluate(rollout, samples);
    const ratios = Array.from(samples, (at) => -logShift(at));
    const divergence = ratios.reduce((sum, log) => sum + Math.exp(log) - 1 - log, 0) / SAMPLES;
    expect(parts.clipFraction).toBeCloseTo(0.5, 12);
    expect(parts.approximateKl).toBeCloseTo(divergence, 12);
    expect(parts.total).toBeCloseTo(parts.policyGradient + 0.01 * parts.entropy + 0.5 * parts.value, 12);
  });

  function centralDifference(at: number): number {
    const step = 1e-5;
    const original = agent.trainable.parameters[at] ?? 0;
    const lossAt = (value: number): number => {
      agent.trainable.parameters[at] = value;
      return loss.evaluate(rollout, samples).total;
    };
    const slope = (lossAt(original + step) - lossAt(original - step)) / (2 * step);
    agent.trainable.parameters[at] = original;
    return slope;
  }
});
