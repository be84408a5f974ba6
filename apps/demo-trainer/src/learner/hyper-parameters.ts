import { z } from 'zod';

/** How PPO learns. Names and meanings as in Stable-Baselines3; the defaults suit an episode of 256 bars. */
export const hyperParametersSchema = z.strictObject({
  /** Adam's step size, > 0. Default 3e-4. */
  learningRate: z.number().positive().default(3e-4),
  /** Width of both hidden layers, 1–1 024. Default 32. */
  hidden: z.int().min(1).max(1_024).default(32),
  /** Environment steps between two updates, 2–65 536. Default 512. */
  rolloutSteps: z.int().min(2).max(65_536).default(512),
  /** Samples per gradient step, ≥ 2; the last of an epoch may be smaller. Default 64. */
  minibatch: z.int().min(2).default(64),
  /** Passes over each rollout, 1–100. Default 10. */
  epochs: z.int().min(1).max(100).default(10),
  /** Discount of future reward per bar, 0–1. Default 0.95: it looks about 20 bars ahead. */
  gamma: z.number().min(0).max(1).default(0.95),
  /** λ of generalised advantage estimation, 0–1. Default 0.95. */
  lambda: z.number().min(0).max(1).default(0.95),
  /** How far the probability ratio may move from 1 before its gradient is cut, > 0. Default 0.2. */
  clip: z.number().positive().default(0.2),
  /** Weight of the value loss, ≥ 0. Default 0.5. */
  valueWeight: z.number().min(0).default(0.5),
  /** Weight of the entropy bonus, ≥ 0. Default 0. */
  entropyWeight: z.number().min(0).default(0),
  /** The gradient is scaled down to this Euclidean length, > 0. Default 0.5. */
  maxGradientNorm: z.number().positive().default(0.5),
});

export type HyperParameters = Readonly<z.output<typeof hyperParametersSchema>>;
