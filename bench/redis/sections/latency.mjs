import { ratio } from '../../harness/goals.mjs';
import { contender, work } from '../modules.mjs';

const BASE = 'ioredis 5, auto-pipelined';
const p50 = (name) => [name, 1, 'p50Us'];

export const latency = {
  title: 'Redis, latency at 1,000 messages a second: Runwire with history',
  note: 'From the publish call to the subscriber, after five seconds at that rate.',
  work: work('latency'),
  contenders: {
    Runwire: contender('runwire'),
    [BASE]: contender('ioredis-pipelined'),
    'ioredis 5, PUBLISH in a script': contender('scripted-publish'),
    'node-redis': contender('node-redis'),
    'ioredis XADD + PUBLISH': contender('stream-and-publish'),
    'ioredis XADD + XREAD': contender('stream'),
    'NATS core': contender('nats-core'),
    'NATS JetStream': contender('jetstream'),
  },
  sizes: [1],
  columns: [
    { label: 'p50, µs', size: 1, metric: 'p50Us' },
    { label: 'p99, µs', size: 1, metric: 'p99Us' },
  ],
  goals: [{ text: `p50: Runwire / ${BASE}`, value: ratio(p50('Runwire'), p50(BASE)), atMost: 1.15 }],
};
