import type { Random } from '../random.js';
import { addScaled, dot } from './vector.js';

/** How many numbers a layer takes and gives. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * A fully connected layer, y = W·x + b.
 *
 * Parameters and gradients are windows of the caller's arrays, `inputs · outputs` weights (row by row) and then
 * `outputs` biases, so that an optimiser sees one flat vector.
 */
export class DenseLayer {
  readonly shape: LayerShape;
  /** y of the last {@link forward}; overwritten by the next one. */
  readonly output: Float64Array;
  readonly #parameters: Float64Array;
  readonly #gradients: Float64Array;

  constructor(shape: LayerShape, parameters: Float64Array, gradients: Float64Array) {
    this.shape = shape;
    this.output = new Float64Array(shape.outputs);
    this.#parameters = parameters;
    this.#gradients = gradients;
  }

  static parameterCount({ inputs, outputs }: LayerShape): number {
    return (inputs + 1) * outputs;
  }

  /** Draws the weights from a normal distribution of standard deviation `gain / √inputs`; the biases become 0. */
  initialise(random: Random, gain: number): void {
    const { inputs, outputs } = this.shape;
    const deviation = gain / Math.sqrt(inputs);
    this.#parameters.fill(0);
    for (let at = 0; at < inputs * outputs; at++) this.#parameters[at] = deviation * random.gaussian();
  }

  /** Reads `inputs` numbers of `input` from `start`. */
  forward(input: Float64Array, start: number): Float64Array {
    const { inputs, outputs } = this.shape;
    const biases = inputs * outputs;
    for (let row = 0; row < outputs; row++) {
      const bias = this.#parameters[biases + row] ?? 0;
      this.output[row] = bias + dot(this.#parameters, row * inputs, input, start, inputs);
    }
    return this.output;
  }

  /** Adds ∂loss/∂W and ∂loss/∂b for the given ∂loss/∂y and the input that `forward` was given. */
  accumulate(outputGradient: Float64Array, input: Float64Array, start: number): void {
    const { inputs, outputs } = this.shape;
    for (let row = 0; row < outputs; row++) {
      addScaled(this.#gradients, row * inputs, outputGradient[row] ?? 0, input, start, inputs);
    }
    addScaled(this.#gradients, inputs * outputs, 1, outputGradient, 0, outputs);
  }

  /** Writes ∂loss/∂x into `inputGradient`. */
  propagate(outputGradient: Float64Array, inputGradient: Float64Array): void {
    const { inputs, outputs } = this.shape;
    inputGradient.fill(0);
    for (let row = 0; row < outputs; row++) {
      addScaled(inputGradient, 0, outputGradient[row] ?? 0, this.#parameters, row * inputs, inputs);
    }
  }
}
