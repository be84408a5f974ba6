import type { Random } from '../random.js';
import { indexOfLargest } from './categorical.js';
import { Network } from './network.js';
import { Trainable } from './trainable.js';

/** What an agent sees, how wide it thinks, and what it can do. */
export interface AgentShape {
  readonly observation: number;
  readonly hidden: number;
  readonly actions: number;
}

/** The agent: an actor that scores actions and a critic that values states, over one flat parameter vector. */
export class ActorCritic {
  readonly shape: AgentShape;
  /** The actor's parameters and then the critic's. */
  readonly trainable: Trainable;
  readonly actor: Network;
  readonly critic: Network;

  constructor(shape: AgentShape) {
    const actorShape = { inputs: shape.observation, hidden: shape.hidden, outputs: shape.actions };
    const criticShape = { ...actorShape, outputs: 1 };
    const split = Network.parameterCount(actorShape);
    this.shape = shape;
    this.trainable = Trainable.zeros(split + Network.parameterCount(criticShape));
    this.actor = new Network(actorShape, this.trainable.window(0, split));
    this.critic = new Network(criticShape, this.trainable.window(split));
  }

  /** Starts with a nearly uniform policy (output gain 0.01) and a unit-scale critic, as Stable-Baselines3 does. */
  initialise(random: Random): void {
    this.actor.initialise(random, 0.01);
    this.critic.initialise(random, 1);
  }

  /** The critic's estimate of the discounted reward from the observation at `start`. */
  value(observations: Float64Array, start: number): number {
    return this.critic.forward(observations, start)[0] ?? 0;
  }

  /** The action that the actor scores highest, without exploration. */
  bestAction(observations: Float64Array, start: number): number {
    return indexOfLargest(this.actor.forward(observations, start));
  }
}
