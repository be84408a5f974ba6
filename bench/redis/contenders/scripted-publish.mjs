import { Redis } from 'ioredis';

import { TOPIC } from '../../memory/topic.mjs';

const SCRIPT = `redis.call('PUBLISH', KEYS[1], ARGV[1])`;

/** A script that does nothing but PUBLISH: below it, nothing can be that keeps a history and publishes in one atomic step. */
export async function connect({ redis: { port } }) {
  const [publisher, subscriber] = [new Redis({ port }), new Redis({ port })];
  publisher.defineCommand('announce', { lua: SCRIPT, numberOfKeys: 1 });
  return {
    async subscribe(onEvent) {
      subscriber.on('message', (_channel, text) => onEvent(JSON.parse(text)));
      await subscriber.subscribe(TOPIC);
    },
    publish: (event) => publisher.announce(TOPIC, JSON.stringify(event)),
  };
}
