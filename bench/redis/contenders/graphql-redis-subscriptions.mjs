import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis } from 'ioredis';

import { TOPIC } from '../../memory/topic.mjs';

export async function connect({ redis: { port } }) {
  const pubsub = new RedisPubSub({ publisher: new Redis({ port, enableAutoPipelining: true }), subscriber: new Redis({ port }) });
  return {
    subscribe: (onEvent) => pubsub.subscribe(TOPIC, onEvent),
    publish: (event) => pubsub.publish(TOPIC, event),
  };
}
