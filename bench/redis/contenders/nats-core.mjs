import { connect as connectTo } from '@nats-io/transport-node';

import { TOPIC } from '../../memory/topic.mjs';
import { EchoGate } from '../echo-gate.mjs';

export const server = 'nats';

/** At most once, no history, no acknowledgement. */
export async function connect({ nats: { port } }) {
  const [publisher, subscriber] = await Promise.all([connectTo({ port }), connectTo({ port })]);
  const gate = new EchoGate();
  return {
    async subscribe(onEvent) {
      subscriber.subscribe(TOPIC, {
        callback(_error, message) {
          gate.cameBack();
          onEvent(message.json());
        },
      });
      await subscriber.flush();
    },
    publish(event) {
      const taken = gate.sent();
      publisher.publish(TOPIC, JSON.stringify(event));
      return taken;
    },
  };
}
