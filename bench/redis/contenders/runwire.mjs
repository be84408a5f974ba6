import { RedisBroker } from '@runwire/broker-redis';

import { TOPIC } from '../../memory/topic.mjs';

/** With history, as by default. */
export const connect = (context) => connectWith(context, {});

export async function connectWith({ redis: { port } }, options) {
  const broker = new RedisBroker({ redis: { host: '127.0.0.1', port }, ...options });
  await broker.connect();
  return {
    async subscribe(onEvent) {
      const subscription = broker.subscribe(TOPIC, { maxQueueSize: 100_000 });
      void consume(subscription, onEvent);
      await subscription.ready;
    },
    publish: (event) => broker.publish(TOPIC, event),
  };
}

async function consume(subscription, onEvent) {
  for await (const { data } of subscription) onEvent(data);
}
