import { Redis } from 'ioredis';

import { TOPIC } from '../../memory/topic.mjs';

/** Plain PUBLISH and SUBSCRIBE: no history. */
export const connect = (context) => connectWith(Redis, context, { enableAutoPipelining: false });

export async function connectWith(Client, { redis: { port } }, options) {
  const [publisher, subscriber] = [new Client({ port, ...options }), new Client({ port })];
  return {
    async subscribe(onEvent) {
      subscriber.on('message', (_channel, text) => onEvent(JSON.parse(text)));
      await subscriber.subscribe(TOPIC);
    },
    publish: (event) => publisher.publish(TOPIC, JSON.stringify(event)),
  };
}
