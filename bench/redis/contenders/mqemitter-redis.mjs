import { promisify } from 'node:util';

import mqemitterRedis from 'mqemitter-redis';

import { TOPIC } from '../../memory/topic.mjs';

/** Auto-pipelined; messages travel as MessagePack. */
export async function connect({ redis: { port } }) {
  const emitter = mqemitterRedis({ port, separator: '.' });
  return {
    subscribe: (onEvent) =>
      promisify(emitter.on).call(emitter, TOPIC, ({ event }, done) => {
        onEvent(event);
        done();
      }),
    publish: promisify((event, done) => emitter.emit({ topic: TOPIC, event }, done)),
  };
}
