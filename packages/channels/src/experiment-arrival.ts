import type { Message } from '@runwire/broker-core';
import { decodeEvent, type TrainingEvent } from '@runwire/events';
import { experimentOfTopic } from './experiment-address.js';
import { fieldOfEvent } from './experiment-fold.js';

/** What arrives on the topics of an experiment. */
export type Arrived = { readonly kind: 'event'; readonly event: TrainingEvent } | { readonly kind: 'deleted' };

/** Reads a message of an experiment's topic. @throws InvalidEventError, or an Error for an event on another's topic */
export function readArrival({ topic, data }: Message): Arrived {
  const place = experimentOfTopic(topic);
  if (place?.field === 'record') return { kind: 'deleted' };
  const event = decodeEvent(data);
  if (place === undefined || fieldOfEvent(event) !== place.field || event.experimentId !== place.id) {
    throw new Error(`A ${event.type} event of "${event.experimentId}" arrived on the topic "${topic}"; publish it through a TrainingChannel.`);
  }
  return { kind: 'event', event };
}
