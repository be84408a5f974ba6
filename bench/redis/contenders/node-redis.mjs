import { createClient } from 'redis';

import { TOPIC } from '../../memory/topic.mjs';

/** Pipelines by itself. */
export async function connect({ redis: { port } }) {
  const publisher = createClient({ socket: { host: '127.0.0.1', port } });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  return {
    subscribe: (onEvent) => subscriber.subscribe(TOPIC, (text) => onEvent(JSON.parse(text))),
    publish: (event) => publisher.publish(TOPIC, JSON.stringify(event)),
  };
}
