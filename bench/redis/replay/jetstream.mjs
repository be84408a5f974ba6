import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectTo } from '@nats-io/transport-node';

import { TOPIC } from '../../memory/topic.mjs';

/** A fresh ordered consumer for each replay. */
export async function open({ nats: { port } }) {
  const connection = await connectTo({ port });
  const manager = await jetstreamManager(connection);
  await manager.streams.delete('bench').catch(() => undefined);
  await manager.streams.add({ name: 'bench', subjects: [TOPIC], storage: 'memory' });
  const stream = jetstream(connection);
  return {
    append: (event) => stream.publish(TOPIC, JSON.stringify(event)),
    async *replay(count) {
      const consumer = await stream.consumers.get('bench');
      let left = count;
      for await (const message of await consumer.consume({ max_messages: 1_000 })) {
        yield message.json();
        if (--left === 0) return;
      }
    },
  };
}
