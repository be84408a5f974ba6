import type { Random } from '../random.js';
import { addOuterProduct, addProduct, addTransposedProduct } from './matrix.js';
import type { MatrixShape } from './matrix.js';

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
  /** y of the last {@link forward}; overwritten by the next one. */
  readonly output: Float64Array;
  readonly #shape: MatrixShape;
  readonly #weights: Float64Array;
  readonly #biases: Float64Array;
  readonly #weightGradients: Float64Array;
  readonly #biasGradients: Float64Array;

  constructor({ inputs, outputs }: LayerShape, parameters: Float64Array, gradients: Float64Array) {
    this.output = new Float64Array(outputs);
    this.#shape = { rows: outputs, columns: inputs };
    this.#weights = parameters.subarray(0, inputs * outputs);
    this.#biases = parameters.subarray(inputs * outputs);
    this.#weightGradients = gradients.subarray(0, inputs * outputs);
    this.#biasGradients = gradients.subarray(inputs * outputs);
  }

  static parameterCount({ inputs, outputs }: LayerShape): number {
    return (inputs + 1) * outputs;
  }

  /** Draws the weights from a normal distribution of standard deviation `gain / √inputs`; the biases become 0. */
  initialise(random: Random, gain: number): void {
    const deviation = gain / Math.sqrt(this.#shape.columns);
    for (let at = 0; at < this.#weights.length; at++) this.#weights[at] = deviation * random.gaussian();
    this.#biases.fill(0);
  }

  /** Reads `inputs` numbers of `input` from `start`. */
  forward(input: Float64Array, start: number): Float64Array {
    this.output.set(this.#biases);
    addProduct(this.#shape, this.#weights, input, start, this.output);
    return this.output;
  }

  /** Adds ∂loss/∂W and ∂loss/∂b for the given ∂loss/∂y and the input that `forward` was given. */
  accumulate(outputGradient: Float64Array, input: Float64Array, start: number): void {
    addOuterProduct(this.#shape, this.#weightGradients, outputGradient, input, start);
    const biases = this.#biasGradients;
    for (let at = 0; at < biases.length; at++) biases[at] = (biases[at] ?? 0) + (outputGradient[at] ?? 0);
  }

  /** Writes ∂loss/∂x into `inputGradient`. */
  propagate(outputGradient: Float64Array, inputGradient: Float64Array): void {
    inputGradient.fill(0);
    addTransposedProduct(this.#shape, this.#weights, outputGradient, inputGradient);
  }
}
