import type { StoredField } from '@runwire/events';

/** The resource of training experiments, the second segment of their addresses. */
const RESOURCE = 'experiment';

/** Which experiment: ids are unique within a namespace. */
export interface ExperimentAddress {
  readonly namespace: string;
  readonly id: string;
}

/** The topic on which changes of a field are announced: `ppo_training.experiment.exp_123.status`. `*` stands for all. */
export function experimentTopic({ namespace, id }: ExperimentAddress, field: StoredField | '*'): string {
  return `${namespace}.${RESOURCE}.${id}.${field}`;
}

/** The key under which a field is stored: `ppo_training:experiment:exp_123:status`. */
export function experimentKey({ namespace, id }: ExperimentAddress, field: StoredField): string {
  return `${namespace}:${RESOURCE}:${id}:${field}`;
}

/** Which experiment a topic belongs to; `undefined` for a topic of no experiment. */
export function experimentOfTopic(topic: string): (ExperimentAddress & { readonly field: string }) | undefined {
  const [namespace, resource, id, field, ...rest] = topic.split('.');
  if (resource !== RESOURCE || namespace === undefined || id === undefined || field === undefined || rest.length > 0) return undefined;
  return { namespace, id, field };
}

/** For errors and maps: `ppo_training/exp_123`. */
export const nameOf = ({ namespace, id }: ExperimentAddress): string => `${namespace}/${id}`;
