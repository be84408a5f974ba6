import type { Random } from '../random.js';
import { Matrix } from './matrix.js';
import type { Trainable } from './trainable.js';

/** How many numbers a layer takes and gives. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** A fully connected layer, y = W·x + b. */
export class DenseLayer {
  /** y of the last {@link forward}; overwritten by the next one. */
  readonly output: Float64Array;
  readonly #weights: Matrix;
  readonly #weightGradients: Matrix;
  readonly #biases: Trainable;

  /** Uses `inputs · outputs` numbers of `trainable` as W, row by row, and the `outputs` that follow as b. */
  constructor({ inputs, outputs }: LayerShape, trainable: Trainable) {
    const weights = trainable.window(0, inputs * outputs);
    this.output = new Float64Array(outputs);
    this.#weights = new Matrix(weights.parameters, inputs);
    this.#weightGradients = new Matrix(weights.gradients, inputs);
    this.#biases = trainable.window(inputs * outputs);
  }

  static parameterCount({ inputs, outputs }: LayerShape): number {
    return (inputs + 1) * outputs;
  }

  /** Draws the weights from a normal distribution of standard deviation `gain / √inputs`; the biases become 0. */
  initialise(random: Random, gain: number): void {
    const { cells, columns } = this.#weights;
    const deviation = gain / Math.sqrt(columns);
    for (let at = 0; at < cells.length; at++) cells[at] = deviation * random.gaussian();
    this.#biases.parameters.fill(0);
  }

  forward(input: Float64Array): Float64Array {
    this.output.set(this.#biases.parameters);
    this.#weights.addProduct(input, this.output);
    return this.output;
  }

  /** Adds ∂loss/∂W and ∂loss/∂b for the given ∂loss/∂y and the input that `forward` was given. */
  accumulate(outputGradient: Float64Array, input: Float64Array): void {
    this.#weightGradients.addOuterProduct(outputGradient, input);
    const { gradients } = this.#biases;
    for (let at = 0; at < gradients.length; at++) gradients[at] = (gradients[at] ?? 0) + (outputGradient[at] ?? 0);
  }

  /** Writes ∂loss/∂x into `inputGradient`. */
  propagate(outputGradient: Float64Array, inputGradient: Float64Array): void {
    inputGradient.fill(0);
    this.#weights.addTransposedProduct(outputGradient, inputGradient);
  }
}
