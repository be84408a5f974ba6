import { MemoryBroker } from '@runwire/broker-memory';

import { TOPIC } from '../topic.mjs';

/** Replay by a subscription that begins at the start and would go on live. */
export function connect(options) {
  const broker = new MemoryBroker(options);
  return {
    publish: (event) => broker.publish(TOPIC, event),
    async replay(count, onEvent) {
      let left = count;
      for await (const { data } of broker.subscribe(TOPIC, { from: 'start' })) {
        onEvent(data);
        if (--left === 0) return;
      }
    },
  };
}
