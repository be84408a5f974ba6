import { figure, ratio } from '../../harness/goals.mjs';
import { contender, work } from '../modules.mjs';

const BASE = 'ioredis 5, auto-pipelined';
const FLOOR = 'hand-written, JSON only';
const SCRIPT_FLOOR = 'ioredis 5, PUBLISH in a script';
const floor = { [FLOOR]: contender('hand-written') };
const HISTORYLESS = 'Runwire, `history: false`';
const columns = (size) => [
  { label: '1,000/s', size, metric: 'thousandsPerSecond' },
  { label: 'server CPU, µs/message', size, metric: 'serverUs' },
];
const rate = (name, size) => [name, size, 'thousandsPerSecond'];

const historyPeers = {
  'ioredis XADD + PUBLISH': contender('stream-and-publish'),
  'ioredis XADD + XREAD': contender('stream'),
  'BullMQ events': contender('bullmq-events'),
  'socket.io redis-streams': contender('socket-io-streams'),
  'NATS JetStream': contender('jetstream'),
};
const plainPeers = {
  [BASE]: contender('ioredis-pipelined'),
  'ioredis 5': contender('ioredis'),
  'ioredis 6, auto-pipelined': contender('ioredis-6-pipelined'),
  'node-redis': contender('node-redis'),
  'mqemitter-redis': contender('mqemitter-redis'),
  'graphql-redis-subscriptions': contender('graphql-redis-subscriptions'),
  '@boringnode/bus': contender('boringnode-bus'),
  'NATS core': contender('nats-core'),
};

export const throughput = {
  title: 'Redis, 1,000 in flight: Runwire with history',
  note: `Of these, only Runwire, XADD, BullMQ, socket.io and JetStream keep what was published. "${FLOOR}" is the floor: two sockets, one PUBLISH a turn, a promise for each message, and nothing else.`,
  work: work('throughput'),
  contenders: { Runwire: contender('runwire'), ...floor, ...plainPeers, ...historyPeers },
  sizes: [1_000],
  columns: columns(1_000),
  goals: [
    { text: `times ${BASE}`, value: ratio(rate('Runwire', 1_000), rate(BASE, 1_000)), atLeast: 2.2 },
    { text: `times ${FLOOR}`, value: ratio(rate('Runwire', 1_000), rate(FLOOR, 1_000)), atLeast: 0.6 },
    { text: 'times NATS core', value: ratio(rate('Runwire', 1_000), rate('NATS core', 1_000)), atLeast: 1 },
    { text: 'server CPU, µs a message', value: figure(['Runwire', 1_000, 'serverUs']), atMost: 4.6 },
  ],
};

export const historyless = {
  title: 'Redis, 1,000 in flight: Runwire with `history: false`',
  work: work('throughput'),
  contenders: { [HISTORYLESS]: contender('runwire-without-history'), ...floor, [BASE]: plainPeers[BASE] },
  sizes: [1_000],
  columns: columns(1_000),
  goals: [
    { text: `times ${BASE}`, value: ratio(rate(HISTORYLESS, 1_000), rate(BASE, 1_000)), atLeast: 3.3 },
    { text: `times ${FLOOR}`, value: ratio(rate(HISTORYLESS, 1_000), rate(FLOOR, 1_000)), atLeast: 0.7 },
  ],
};

export const oneAtATime = {
  title: 'Redis, each publish awaited: Runwire with history',
  note: 'A script that only publishes is the floor for keeping and publishing in one atomic step.',
  work: work('throughput'),
  contenders: { Runwire: contender('runwire'), [SCRIPT_FLOOR]: contender('scripted-publish'), ...plainPeers, ...historyPeers },
  sizes: [1],
  columns: columns(1),
  goals: [
    { text: `times ${BASE}`, value: ratio(rate('Runwire', 1), rate(BASE, 1)), atLeast: 1.4 },
    { text: 'times ioredis XADD + PUBLISH', value: ratio(rate('Runwire', 1), rate('ioredis XADD + PUBLISH', 1)), atLeast: 1 },
    { text: `times ${SCRIPT_FLOOR}`, value: ratio(rate('Runwire', 1), rate(SCRIPT_FLOOR, 1)), atLeast: 0.6 },
  ],
};
