import { ratio } from '../../harness/goals.mjs';
import { contender, floor, work } from '../modules.mjs';

const column = (size) => ({ label: `${size} subscriber${size === 1 ? '' : 's'}`, size, metric: 'deliveryNs' });
const cell = (name, size) => [name, size, 'deliveryNs'];

export const forAwait = {
  title: 'Memory, `for await`: ns per delivery',
  work: work('fan-out'),
  contenders: {
    Runwire: contender('runwire'),
    'bare iterator queue': floor('bare-queue'),
    'node:events `on()`': contender('node-events'),
    'graphql-subscriptions': contender('graphql-subscriptions'),
    emittery: contender('emittery'),
  },
  sizes: [1, 10, 100],
  columns: [1, 10, 100].map(column),
  goals: [
    ...['graphql-subscriptions', 'emittery'].flatMap((peer) => [
      { text: `1 subscriber: ahead of ${peer} (Runwire / peer)`, value: ratio(cell('Runwire', 1), cell(peer, 1)), atMost: 1 },
      ...[10, 100].map((size) => ({ text: `${size} subscribers: times ahead of ${peer}`, value: ratio(cell(peer, size), cell('Runwire', size)), atLeast: 3 })),
    ]),
    { text: '100 subscribers: Runwire / bare queue', value: ratio(cell('Runwire', 100), cell('bare iterator queue', 100)), atMost: 1.3 },
  ],
};

export const batches = {
  title: 'Memory, `batches()` and callbacks: ns per delivery',
  work: work('fan-out'),
  contenders: {
    'Runwire `batches()`': contender('runwire-batches'),
    'bare batch iterator': floor('bare-batch-queue'),
    'bare batch iterator, isolated': floor('isolated-batch-queue'),
    'eventemitter2 (callbacks)': contender('eventemitter2'),
    'mqemitter (callbacks)': contender('mqemitter'),
    'rxjs (callbacks)': contender('rxjs'),
    '@boringnode/bus (callbacks)': contender('boringnode-bus'),
  },
  sizes: [10, 100],
  columns: [10, 100].map(column),
  goals: [
    { text: '10 subscribers: Runwire / bare batch iterator, isolated', value: ratio(cell('Runwire `batches()`', 10), cell('bare batch iterator, isolated', 10)), atMost: 1.6 },
    { text: '10 subscribers: Runwire / eventemitter2', value: ratio(cell('Runwire `batches()`', 10), cell('eventemitter2 (callbacks)', 10)), atMost: 2 },
    { text: '100 subscribers: Runwire / bare batch iterator', value: ratio(cell('Runwire `batches()`', 100), cell('bare batch iterator', 100)), atMost: 1.3 },
  ],
};
