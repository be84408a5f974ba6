import { figure } from '../../harness/goals.mjs';
import { contender, work } from '../modules.mjs';

const column = (label, metric) => ({ label, size: 1, metric });
const contenders = {
  Runwire: contender('runwire'),
  'node:events `on()`': contender('node-events'),
  'graphql-subscriptions': contender('graphql-subscriptions'),
  emittery: contender('emittery'),
};

export const heap = {
  title: 'Memory, heap: bytes',
  work: work('heap'),
  contenders,
  sizes: [1],
  columns: [column('idle subscription', 'idleBytes'), column('queued message, beyond the shared one', 'queuedBytes')],
  goals: [
    { text: 'bytes per idle subscription', value: figure(['Runwire', 1, 'idleBytes']), atMost: 1_536 },
    { text: 'bytes per queued message', value: figure(['Runwire', 1, 'queuedBytes']), atMost: 40 },
  ],
};

export const cycles = {
  title: 'Memory, 10,000 subscriptions opened and closed with one abort signal',
  work: work('cycles'),
  contenders,
  sizes: [1],
  columns: [column('µs a cycle', 'cycleUs'), column('bytes left a cycle', 'leftBytes'), column('listeners left', 'listeners')],
  goals: [
    { text: 'bytes left a cycle', value: figure(['Runwire', 1, 'leftBytes']), atMost: 10 },
    { text: 'listeners left on the signal', value: figure(['Runwire', 1, 'listeners']), atMost: 0 },
  ],
};
