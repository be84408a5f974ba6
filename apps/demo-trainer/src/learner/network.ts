import type { Random } from '../random.js';
import { DenseLayer } from './dense-layer.js';
import type { LayerShape } from './dense-layer.js';

/* Taken from the global once: inside a vm context, where tests run, each look-up would cost more than the arithmetic. */
const { tanh } = Math;

/** How wide a multi-layer perceptron is. */
export interface NetworkShape {
  readonly inputs: number;
  /** Width of each of the two hidden layers. */
  readonly hidden: number;
  readonly outputs: number;
}

/** A perceptron with two tanh hidden layers and a linear output, trained by back-propagation, one sample at a time. */
export class Network {
  readonly #first: DenseLayer;
  readonly #second: DenseLayer;
  readonly #last: DenseLayer;
  readonly #firstGradient: Float64Array;
  readonly #secondGradient: Float64Array;

  /** `parameters` and `gradients` hold {@link Network.parameterCount} numbers each and stay shared with the caller. */
  constructor(shape: NetworkShape, parameters: Float64Array, gradients: Float64Array) {
    let start = 0;
    const layer = (layerShape: LayerShape): DenseLayer => {
      const end = start + DenseLayer.parameterCount(layerShape);
      const built = new DenseLayer(layerShape, parameters.subarray(start, end), gradients.subarray(start, end));
      start = end;
      return built;
    };
    const shapes = layerShapes(shape);
    this.#first = layer(shapes.first);
    this.#second = layer(shapes.second);
    this.#last = layer(shapes.last);
    this.#firstGradient = new Float64Array(shape.hidden);
    this.#secondGradient = new Float64Array(shape.hidden);
  }

  static parameterCount(shape: NetworkShape): number {
    const { first, second, last } = layerShapes(shape);
    return [first, second, last].reduce((sum, each) => sum + DenseLayer.parameterCount(each), 0);
  }

  /** @param outputGain scale of the output layer; a small one makes the first outputs nearly equal. */
  initialise(random: Random, outputGain: number): void {
    this.#first.initialise(random, 1);
    this.#second.initialise(random, 1);
    this.#last.initialise(random, outputGain);
  }

  /** The outputs for the sample at `start` of `input`; the array is overwritten by the next call. */
  forward(input: Float64Array, start: number): Float64Array {
    const first = squash(this.#first.forward(input, start));
    const second = squash(this.#second.forward(first, 0));
    return this.#last.forward(second, 0);
  }

  /** Adds ∂loss/∂parameters for the sample that the last `forward` was given. */
  backward(outputGradient: Float64Array, input: Float64Array, start: number): void {
    this.#last.accumulate(outputGradient, this.#second.output, 0);
    this.#last.propagate(outputGradient, this.#secondGradient);
    unsquash(this.#secondGradient, this.#second.output);
    this.#second.accumulate(this.#secondGradient, this.#first.output, 0);
    this.#second.propagate(this.#secondGradient, this.#firstGradient);
    unsquash(this.#firstGradient, this.#first.output);
    this.#first.accumulate(this.#firstGradient, input, start);
  }
}

function layerShapes({ inputs, hidden, outputs }: NetworkShape): Record<'first' | 'second' | 'last', LayerShape> {
  return {
    first: { inputs, outputs: hidden },
    second: { inputs: hidden, outputs: hidden },
    last: { inputs: hidden, outputs },
  };
}

function squash(values: Float64Array): Float64Array {
  for (let at = 0; at < values.length; at++) values[at] = tanh(values[at] ?? 0);
  return values;
}

/** Turns a gradient by tanh(z) into one by z: d tanh / dz = 1 − tanh². */
function unsquash(gradient: Float64Array, squashed: Float64Array): void {
  for (let at = 0; at < gradient.length; at++) {
    const value = squashed[at] ?? 0;
    gradient[at] = (gradient[at] ?? 0) * (1 - value * value);
  }
}
