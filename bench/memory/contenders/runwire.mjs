import { MemoryBroker } from '@runwire/broker-memory';

import { TOPIC } from '../topic.mjs';

/** Runwire as users write it: `for await`, history kept, data isolated. */
export function connect(options = {}) {
  const broker = new MemoryBroker({ maxSubscribers: 1_000_000, ...options });
  return {
    async subscribe(onEvent, pattern = TOPIC) {
      const subscription = broker.subscribe(pattern);
      void consume(subscription, onEvent);
      await subscription.ready;
    },
    publish: (event, topic = TOPIC) => broker.publish(topic, event),
    hold: () => broker.subscribe(TOPIC).ready,
    async cycle(signal) {
      await broker.subscribe(TOPIC, { signal }).close();
    },
    async replay(count, onEvent) {
      for await (const { data } of broker.history(TOPIC, { limit: count })) onEvent(data);
    },
  };
}

async function consume(subscription, onEvent) {
  for await (const { data } of subscription) onEvent(data);
}
