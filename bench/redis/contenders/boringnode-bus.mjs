import { Bus } from '@boringnode/bus';
import { redis } from '@boringnode/bus/transports/redis';

import { TOPIC } from '../../memory/topic.mjs';

/** A bus does not hear itself, so there are two. */
export async function connect({ redis: { port } }) {
  const open = () => new Bus(redis({ host: '127.0.0.1', port, enableAutoPipelining: true })());
  const [publisher, subscriber] = [open(), open()];
  return {
    subscribe: (onEvent) => subscriber.subscribe(TOPIC, onEvent),
    publish: (event) => publisher.publish(TOPIC, event),
  };
}
