import { MemoryBroker } from '@runwire/broker-memory';

import { TOPIC } from '../topic.mjs';

/** Runwire for consumers of many messages: `batches()`. */
export function connect() {
  const broker = new MemoryBroker({ maxSubscribers: 1_000_000 });
  return {
    async subscribe(onEvent) {
      const subscription = broker.subscribe(TOPIC);
      void consume(subscription.batches(), onEvent);
      await subscription.ready;
    },
    publish: (event) => broker.publish(TOPIC, event),
  };
}

async function consume(batches, onEvent) {
  for await (const batch of batches) {
    for (const { data } of batch) onEvent(data);
  }
}
