import { nameOf, type ExperimentAddress } from './experiment-address.js';

/** There is no experiment of this id where the channel looks. */
export class ExperimentNotFoundError extends Error {
  readonly code = 'EXPERIMENT_NOT_FOUND';
  readonly id: string;

  /** @param namespace absent: looked for in all */
  constructor(id: string, namespace?: string) {
    const place = namespace === undefined ? 'in any namespace' : `in the namespace "${namespace}"`;
    // A broker in memory is empty at first in every process: the commonest reason of all.
    super(`There is no experiment "${id}" ${place}; create it first, check the id, or let both processes use the same Redis (MESSAGE_BROKER_TYPE, REDIS_URL). watchExperiments() waits for what is created later.`);
    this.name = 'ExperimentNotFoundError';
    this.id = id;
  }
}

/** An id names experiments in several namespaces. */
export class AmbiguousExperimentError extends Error {
  readonly code = 'AMBIGUOUS_EXPERIMENT';
  readonly id: string;
  readonly namespaces: readonly string[];

  constructor(id: string, found: readonly ExperimentAddress[]) {
    super(`The experiment "${id}" exists as ${found.map(nameOf).join(' and ')}; use a channel with the namespace that is meant.`);
    this.name = 'AmbiguousExperimentError';
    this.id = id;
    this.namespaces = found.map(({ namespace }) => namespace);
  }
}
