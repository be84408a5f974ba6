import type { Trainable } from './trainable.js';

/* Taken from the global once: inside a vm context, where tests run, each look-up would cost more than the arithmetic. */
const { sqrt } = Math;

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
/** As in Stable-Baselines3; the paper's 1e-8 lets rare gradients take full-size steps. */
const EPSILON = 1e-5;

/** What {@link Adam} remembers between steps. */
export interface AdamState {
  readonly steps: number;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
}

/** Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980), β 0.9 and 0.999, ε 1e-5, with bias correction. */
export class Adam {
  readonly #firstMoment: Float64Array;
  readonly #secondMoment: Float64Array;
  #steps = 0;

  constructor(parameterCount: number) {
    this.#firstMoment = new Float64Array(parameterCount);
    this.#secondMoment = new Float64Array(parameterCount);
  }

  /** A live view, not a copy. */
  get state(): AdamState {
    return { steps: this.#steps, firstMoment: this.#firstMoment, secondMoment: this.#secondMoment };
  }

  restore(state: AdamState): void {
    this.#steps = state.steps;
    this.#firstMoment.set(state.firstMoment);
    this.#secondMoment.set(state.secondMoment);
  }

  /** Moves the parameters one step against their gradients, in place. */
  step({ parameters, gradients }: Trainable, learningRate: number): void {
    this.#steps += 1;
    const firstCorrection = 1 - FIRST_DECAY ** this.#steps;
    const secondCorrection = 1 - SECOND_DECAY ** this.#steps;
    for (let at = 0; at < parameters.length; at++) {
      const gradient = gradients[at] ?? 0;
      const first = FIRST_DECAY * (this.#firstMoment[at] ?? 0) + (1 - FIRST_DECAY) * gradient;
      const second = SECOND_DECAY * (this.#secondMoment[at] ?? 0) + (1 - SECOND_DECAY) * gradient * gradient;
      this.#firstMoment[at] = first;
      this.#secondMoment[at] = second;
      const change = first / firstCorrection / (sqrt(second / secondCorrection) + EPSILON);
      parameters[at] = (parameters[at] ?? 0) - learningRate * change;
    }
  }
}
