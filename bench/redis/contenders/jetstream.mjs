import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectTo } from '@nats-io/transport-node';

import { TOPIC } from '../../memory/topic.mjs';

export const server = 'nats';

/** A stream in memory of 100,000 messages, followed by an ordered consumer. */
export async function connect({ nats: { port } }) {
  const [publisher, subscriber] = await Promise.all([connectTo({ port }), connectTo({ port })]);
  const manager = await jetstreamManager(subscriber);
  await manager.streams.delete('bench').catch(() => undefined);
  await manager.streams.add({ name: 'bench', subjects: [TOPIC], storage: 'memory', max_msgs: 100_000 });
  const stream = jetstream(publisher);
  return {
    async subscribe(onEvent) {
      const consumer = await jetstream(subscriber).consumers.get('bench');
      await consumer.consume({ max_messages: 10_000, callback: (message) => onEvent(message.json()) });
    },
    publish: (event) => stream.publish(TOPIC, JSON.stringify(event)),
  };
}
