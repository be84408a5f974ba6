import { Bus } from '@boringnode/bus';
import { memory } from '@boringnode/bus/transports/memory';

import { TOPIC } from '../topic.mjs';

/** A bus does not hear itself, so there are two. */
export function connect() {
  const [publisher, subscriber] = [new Bus(memory()()), new Bus(memory()())];
  return {
    subscribe: (onEvent) => subscriber.subscribe(TOPIC, onEvent),
    publish: (event) => publisher.publish(TOPIC, event),
  };
}
