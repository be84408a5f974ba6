import type { Rollout } from './rollout.js';

/** How far reward and credit reach back; both in [0, 1]. */
export interface Discounts {
  readonly gamma: number;
  readonly lambda: number;
}

/**
 * Fills `advantages` and `returns` by generalised advantage estimation (Schulman et al. 2016,
 * https://arxiv.org/abs/1506.02438). An episode cut off by its length is continued with the critic's value.
 *
 * @param valueAfter the critic's value of the state after the last step; unused when that step ends an episode.
 */
export function estimateAdvantages(rollout: Rollout, valueAfter: number, { gamma, lambda }: Discounts): void {
  let nextValue = valueAfter;
  let advantage = 0;
  for (let at = rollout.length - 1; at >= 0; at--) {
    if (rollout.ends[at] === 1) {
      nextValue = rollout.valuesAfterEnd[at] ?? 0;
      advantage = 0;
    }
    const value = rollout.values[at] ?? 0;
    const surprise = (rollout.rewards[at] ?? 0) + gamma * nextValue - value;
    advantage = surprise + gamma * lambda * advantage;
    rollout.advantages[at] = advantage;
    rollout.returns[at] = advantage + value;
    nextValue = value;
  }
}
