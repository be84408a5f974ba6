/** Numbers that are learned, and the slope of the loss by each of them. Both arrays have the same length. */
export class Trainable {
  readonly parameters: Float64Array;
  readonly gradients: Float64Array;

  private constructor(parameters: Float64Array, gradients: Float64Array) {
    this.parameters = parameters;
    this.gradients = gradients;
  }

  /** `count` zeros and their gradients. */
  static zeros(count: number): Trainable {
    return new Trainable(new Float64Array(count), new Float64Array(count));
  }

  /** A window on the parameters from `start` up to `end` (default: the last): what it changes, changes here. */
  window(start: number, end?: number): Trainable {
    return new Trainable(this.parameters.subarray(start, end), this.gradients.subarray(start, end));
  }
}
