import { figure, ratio } from '../../harness/goals.mjs';
import { keeper, work } from '../modules.mjs';

const IN_FLIGHT = 1_000;
const BASE = 'ioredis 5, auto-pipelined';
const cell = (name, metric) => [name, IN_FLIGHT, metric];
const column = (label, metric) => ({ label, size: IN_FLIGHT, metric });
const peers = { unstorage: keeper('unstorage'), keyv: keeper('keyv') };

export const state = {
  title: 'Redis, state of 1 KB, 1,000 in flight',
  work: work('state'),
  contenders: { Runwire: keeper('runwire'), [BASE]: keeper('ioredis-pipelined'), ...peers },
  sizes: [IN_FLIGHT],
  columns: [column('set, 1,000/s', 'sets'), column('server CPU, µs/set', 'serverUs'), column('get, 1,000/s', 'gets')],
  goals: [BASE, ...Object.keys(peers)].flatMap((peer) =>
    ['sets', 'gets'].map((metric) => ({ text: `${metric}: times ${peer}`, value: ratio(cell('Runwire', metric), cell(peer, metric)), atLeast: 1 })),
  ),
};

export const updates = {
  title: 'Redis, 1,000 concurrent updates of one key',
  work: work('updates'),
  contenders: { Runwire: keeper('runwire'), 'ioredis WATCH, 10 connections': keeper('watch'), ...peers },
  sizes: [IN_FLIGHT],
  columns: [column('1,000/s', 'thousandsPerSecond'), column('updates lost', 'lost')],
  goals: [
    { text: 'updates lost', value: figure(cell('Runwire', 'lost')), atMost: 0 },
    {
      text: 'times WATCH',
      value: ratio(cell('Runwire', 'thousandsPerSecond'), cell('ioredis WATCH, 10 connections', 'thousandsPerSecond')),
      atLeast: 10,
    },
  ],
};
