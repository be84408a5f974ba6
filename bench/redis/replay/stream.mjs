import { Redis } from 'ioredis';

import { TOPIC } from '../../memory/topic.mjs';

const PAGE = 1_000;

/** XRANGE in pages, and JSON.parse. */
export async function open({ redis: { port } }) {
  const client = new Redis({ port, enableAutoPipelining: true });
  return {
    append: (event) => client.xadd(TOPIC, '*', 'data', JSON.stringify(event)),
    async *replay() {
      let from = '-';
      for (;;) {
        const entries = await client.xrange(TOPIC, from, '+', 'COUNT', PAGE);
        for (const [, [, text]] of entries) yield JSON.parse(text);
        if (entries.length < PAGE) return;
        from = `(${entries.at(-1)[0]}`;
      }
    },
  };
}
