/** Training broke down: a loss is no longer a finite number. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError';
  readonly code = 'DIVERGED';
  /** Environment steps taken when it was noticed. */
  readonly step: number;
  /** The first metric that is not finite, such as `train/value_loss`. */
  readonly metric: string;
  /** NaN, Infinity or −Infinity. */
  readonly value: number;

  constructor(metric: string, { step, value, learningRate }: { step: number; value: number; learningRate: number }) {
    super(
      `Training diverged at step ${step}: ${metric} is ${value} with learning rate ${learningRate}; ` +
        'lower the learning rate.',
    );
    this.step = step;
    this.metric = metric;
    this.value = value;
  }
}
