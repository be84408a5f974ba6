import { nameOf, type ExperimentAddress } from './experiment-address.js';

/** There is no experiment of this id where the channel looks. */
export class ExperimentNotFoundError extends Error {
  readonly code = 'EXPERIMENT_NOT_FOUND';
  readonly id: string;

  /** @param namespace absent: looked for in all */
  constructor(id: string, namespace?: string) {
    super(`There is no experiment "${id}" ${namespace === undefined ? 'in any namespace' : `in the namespace "${namespace}"`}; create it first, or check the id.`);
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
