import { Redis } from 'ioredis';

import { connectWith } from './ioredis.mjs';

export const connect = (context) => connectWith(Redis, context, { enableAutoPipelining: true });
