import { Redis } from 'ioredis-6';

import { connectWith } from './ioredis.mjs';

export const connect = (context) => connectWith(Redis, context, { enableAutoPipelining: true });
