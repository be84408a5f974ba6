import type { Random } from '../random.js';
import { DenseLayer } from './dense-layer.js';
import type { LayerShape } from './dense-layer.js';
import type { Trainable } from './trainable.js';

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
  readonly #input: Float64Array;
  readonly #first: DenseLayer;
  readonly #second: DenseLayer;
  readonly #last: DenseLayer;
  readonly #firstGradient: Float64Array;
  readonly #secondGradient: Float64Array;

  /** `trainable` holds {@link Network.parameterCount} numbers and stays shared with the caller. */
  constructor(shape: NetworkShape, trainable: Trainable) {
    const { first, second, last } = layerShapes(shape);
    const secondStart = DenseLayer.parameterCount(first);
    const lastStart = secondStart + DenseLayer.parameterCount(second);
    this.#input = new Float64Array(shape.inputs);
    this.#first = new DenseLayer(first, trainable.window(0, secondStart));
    this.#second = new DenseLayer(second, trainable.window(secondStart, lastStart));
    this.#last = new DenseLayer(last, trainable.window(lastStart));
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

  /** The outputs for the sample that begins at `start` of `samples`; the array is overwritten by the next call. */
  forward(samples: Float64Array, start: number): Float64Array {
    for (let at = 0; at < this.#input.length; at++) this.#input[at] = samples[start + at] ?? 0;
    const first = squash(this.#first.forward(this.#input));
    const second = squash(this.#second.forward(first));
    return this.#last.forward(second);
  }

  /** Adds ∂loss/∂parameters for the sample that the last `forward` was given. */
  backward(outputGradient: Float64Array): void {
    this.#last.accumulate(outputGradient, this.#second.output);
    this.#last.propagate(outputGradient, this.#secondGradient);
    unsquash(this.#secondGradient, this.#second.output);
    this.#second.accumulate(this.#secondGradient, this.#first.output);
    this.#second.propagate(this.#secondGradient, this.#firstGradient);
    unsquash(this.#firstGradient, this.#first.output);
    this.#first.accumulate(this.#firstGradient, this.#input);
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
