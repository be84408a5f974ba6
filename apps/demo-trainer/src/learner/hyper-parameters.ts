import { integer, number, withDefault, type Read } from '../plain-data/reader.js';
import { object } from '../plain-data/structures.js';

/** How PPO learns. Names and meanings as in Stable-Baselines3; the defaults suit an episode of 256 bars. */
export const readHyperParameters = object({
  /** Adam's step size, > 0. Default 3e-4. */
  learningRate: withDefault(number({ above: 0 }), 3e-4),
  /** Width of both hidden layers, 1–1 024. Default 32. */
  hidden: withDefault(integer(1, 1_024), 32),
  /** Environment steps between two updates, 2–65 536. Default 512. */
  rolloutSteps: withDefault(integer(2, 65_536), 512),
  /** Samples per gradient step, ≥ 2; the last of an epoch may be smaller. Default 64. */
  minibatch: withDefault(integer(2), 64),
  /** Passes over each rollout, 1–100. Default 10. */
  epochs: withDefault(integer(1, 100), 10),
  /** Discount of future reward per bar, 0–1. Default 0.95: it looks about 20 bars ahead. */
  gamma: withDefault(number({ min: 0, max: 1 }), 0.95),
  /** λ of generalised advantage estimation, 0–1. Default 0.95. */
  lambda: withDefault(number({ min: 0, max: 1 }), 0.95),
  /** How far the probability ratio may move from 1 before its gradient is cut, > 0. Default 0.2. */
  clip: withDefault(number({ above: 0 }), 0.2),
  /** Weight of the value loss, ≥ 0. Default 0.5. */
  valueWeight: withDefault(number({ min: 0 }), 0.5),
  /** Weight of the entropy bonus, ≥ 0. Default 0. */
  entropyWeight: withDefault(number({ min: 0 }), 0),
  /** The gradient is scaled down to this Euclidean length, > 0. Default 0.5. */
  maxGradientNorm: withDefault(number({ above: 0 }), 0.5),
});

export type HyperParameters = Read<typeof readHyperParameters>;
