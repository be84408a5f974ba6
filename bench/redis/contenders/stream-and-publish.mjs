import { Redis } from 'ioredis';

import { TOPIC } from '../../memory/topic.mjs';
import { connectWith } from './ioredis.mjs';

/** XADD and PUBLISH, not atomic: what one writes at first to have history and live delivery. */
export async function connect(context) {
  const bus = await connectWith(Redis, context, { enableAutoPipelining: true });
  const log = new Redis({ port: context.redis.port, enableAutoPipelining: true });
  return {
    ...bus,
    publish: (event) => Promise.all([log.xadd(`log:${TOPIC}`, 'MAXLEN', '~', 100_000, '*', 'data', JSON.stringify(event)), bus.publish(event)]),
  };
}
