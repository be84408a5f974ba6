/* Taken from the global once: inside a vm context, where tests run, each look-up would cost more than the arithmetic. */
const { exp, log, max } = Math;

/**
 * A choice among `count` actions with probabilities softmax(logits).
 *
 * Reused for every sample: `update` overwrites what the properties show.
 */
export class Categorical {
  readonly probabilities: Float64Array;
  readonly logProbabilities: Float64Array;
  /** −Σ p·ln p in nats, between 0 (certain) and ln `count` (uniform). */
  entropy = 0;

  constructor(count: number) {
    this.probabilities = new Float64Array(count);
    this.logProbabilities = new Float64Array(count);
  }

  /** The largest logit is subtracted first, so that no exponential overflows. */
  update(logits: Float64Array): void {
    let largest = -Infinity;
    for (const logit of logits) largest = max(largest, logit);
    let sum = 0;
    for (const logit of logits) sum += exp(logit - largest);
    const logSum = log(sum);
    this.entropy = 0;
    for (let action = 0; action < logits.length; action++) {
      const logProbability = (logits[action] ?? 0) - largest - logSum;
      const probability = exp(logProbability);
      this.logProbabilities[action] = logProbability;
      this.probabilities[action] = probability;
      if (probability > 0) this.entropy -= probability * logProbability;
    }
  }

  /** The action at `uniform` (in [0, 1)) of the cumulative distribution. */
  sample(uniform: number): number {
    let remaining = uniform;
    const last = this.probabilities.length - 1;
    for (let action = 0; action < last; action++) {
      remaining -= this.probabilities[action] ?? 0;
      if (remaining < 0) return action;
    }
    return last;
  }

  logProbability(action: number): number {
    return this.logProbabilities[action] ?? -Infinity;
  }
}

/** The index of the largest value; the lowest such index when several are equal. */
export function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) {
    if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  }
  return best;
}
