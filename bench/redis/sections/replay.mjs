import { ratio } from '../../harness/goals.mjs';
import { replayer, work } from '../modules.mjs';

const BASE = 'ioredis XRANGE and parse';
const rate = (name) => [name, 1, 'thousandsPerSecond'];

export const replay = {
  title: 'Redis, replay of 10,000 retained',
  work: work('replay'),
  contenders: { 'Runwire `history()`': replayer('runwire'), [BASE]: replayer('stream'), 'NATS JetStream': replayer('jetstream') },
  sizes: [1],
  columns: [{ label: '1,000/s', size: 1, metric: 'thousandsPerSecond' }],
  goals: [{ text: `times ${BASE}`, value: ratio(rate('Runwire `history()`'), rate(BASE)), atLeast: 1.5 }],
};
