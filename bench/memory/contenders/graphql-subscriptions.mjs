import { PubSub } from 'graphql-subscriptions';

import { TOPIC } from '../topic.mjs';

export function connect() {
  const pubsub = new PubSub();
  pubsub.ee.setMaxListeners(0);
  return {
    subscribe(onEvent) {
      void consume(pubsub.asyncIterableIterator(TOPIC), onEvent);
    },
    publish: (event) => pubsub.publish(TOPIC, event),
    /** It subscribes with the first `next()`, which takes one message. */
    async hold() {
      void pubsub.asyncIterableIterator(TOPIC).next();
      await new Promise(setImmediate);
    },
    async cycle() {
      const events = pubsub.asyncIterableIterator(TOPIC);
      void events.next();
      await events.return();
    },
  };
}

async function consume(events, onEvent) {
  for await (const event of events) onEvent(event);
}
