import type { MessageBroker } from '@runwire/broker-core';
import type { ExperimentView } from '@runwire/channels';
import { decodeEvent, InvalidEventError, type WireEvent } from '@runwire/events';

/** The lines of one run: what it was started with, then all its retained events, oldest first, as JSON carries them. */
export async function* recordRun(broker: MessageBroker, { namespace, id, name, tags, config }: ExperimentView): AsyncGenerator<string> {
  yield JSON.stringify({ kind: 'run', namespace, id, name, tags, config });
  for await (const { data } of broker.history(`${namespace}.experiment.${id}.*`)) {
    if (isEvent(data)) yield JSON.stringify({ kind: 'event', namespace, event: data });
  }
}

/** What is no event (the trace of a deletion, something foreign) is no part of the run. */
function isEvent(data: unknown): data is WireEvent {
  try {
    decodeEvent(data);
    return true;
  } catch (error) {
    if (error instanceof InvalidEventError) return false;
    throw error;
  }
}
