import { RedisBroker } from '@runwire/broker-redis';

import { TOPIC } from '../../memory/topic.mjs';

export async function open({ redis: { port } }, maxLength) {
  const broker = new RedisBroker({ redis: { host: '127.0.0.1', port }, history: { maxLength, ttlMs: 3_600_000 } });
  await broker.connect();
  return {
    append: (event) => broker.publish(TOPIC, event),
    async *replay() {
      for await (const { data } of broker.history(TOPIC)) yield data;
    },
  };
}
