import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

import { EchoGate } from '../echo-gate.mjs';

/** Two servers of one cluster, one emits to the other: a stream, trimmed to about 10,000. */
export async function connect({ redis: { port } }) {
  const open = () => new Server({ adapter: createAdapter(new Redis({ port, enableAutoPipelining: true }), { onlyPlaintext: true }) });
  const [publisher, subscriber] = [open(), open()];
  const gate = new EchoGate();
  return {
    async subscribe(onEvent) {
      subscriber.on('metrics', (event) => {
        gate.cameBack();
        onEvent(event);
      });
      // Both read the stream from its end, and know each other after a first heartbeat.
      while ((await publisher.of('/').adapter.serverCount()) < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    publish(event) {
      const taken = gate.sent();
      publisher.serverSideEmit('metrics', event);
      return taken;
    },
  };
}
