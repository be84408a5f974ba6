/** One step as it was taken. */
export interface Transition {
  readonly action: number;
  readonly logProbability: number;
  readonly value: number;
  readonly reward: number;
  /** True for the last step of an episode. */
  readonly ends: boolean;
  /** The critic's value of the state after the step, when the episode was cut off here by its length; else 0. */
  readonly valueAfterEnd: number;
}

/** The steps between two updates, in columns. Filled from 0 to `length`, then reused. */
export class Rollout {
  readonly observationSize: number;
  /** Row after row: step i begins at `i · observationSize`. */
  readonly observations: Float64Array;
  readonly actions: Uint8Array;
  readonly logProbabilities: Float64Array;
  readonly values: Float64Array;
  readonly rewards: Float64Array;
  readonly ends: Uint8Array;
  readonly valuesAfterEnd: Float64Array;
  readonly advantages: Float64Array;
  /** What the critic should have said: advantage + value. */
  readonly returns: Float64Array;
  #length = 0;

  constructor(capacity: number, observationSize: number) {
    this.observationSize = observationSize;
    this.observations = new Float64Array(capacity * observationSize);
    this.actions = new Uint8Array(capacity);
    this.logProbabilities = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
    this.rewards = new Float64Array(capacity);
    this.ends = new Uint8Array(capacity);
    this.valuesAfterEnd = new Float64Array(capacity);
    this.advantages = new Float64Array(capacity);
    this.returns = new Float64Array(capacity);
  }

  /** Steps held; 0 after `clear`. */
  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Where the next step's observation is to be written before `add`. */
  get nextObservation(): Float64Array {
    const start = this.#length * this.observationSize;
    return this.observations.subarray(start, start + this.observationSize);
  }

  add(transition: Transition): void {
    const at = this.#length;
    this.actions[at] = transition.action;
    this.logProbabilities[at] = transition.logProbability;
    this.values[at] = transition.value;
    this.rewards[at] = transition.reward;
    this.ends[at] = transition.ends ? 1 : 0;
    this.valuesAfterEnd[at] = transition.valueAfterEnd;
    this.#length = at + 1;
  }
}
