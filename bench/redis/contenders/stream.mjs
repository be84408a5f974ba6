import { Redis } from 'ioredis';

import { TOPIC } from '../../memory/topic.mjs';

/** XADD, and a reader that blocks in XREAD: history, but no patterns, and a connection for each reader. A stream of 1,000 outruns it. */
export async function connect({ redis: { port } }) {
  const [publisher, subscriber] = [new Redis({ port, enableAutoPipelining: true }), new Redis({ port })];
  return {
    async subscribe(onEvent) {
      void follow(subscriber, onEvent);
    },
    publish: (event) => publisher.xadd(TOPIC, 'MAXLEN', '~', 100_000, '*', 'data', JSON.stringify(event)),
  };
}

async function follow(subscriber, onEvent) {
  let last = '0';
  for (;;) {
    const reply = await subscriber.xread('COUNT', 1_000, 'BLOCK', 0, 'STREAMS', TOPIC, last);
    for (const [id, [, text]] of reply?.[0]?.[1] ?? []) {
      last = id;
      onEvent(JSON.parse(text));
    }
  }
}
