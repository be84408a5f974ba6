import { contender, work } from '../modules.mjs';

export const replay = {
  title: 'Memory, replay of 10,000 retained: thousands of messages a second',
  work: work('replay'),
  contenders: { 'Runwire `history()`': contender('runwire'), "Runwire `subscribe(…, { from: 'start' })`": contender('runwire-subscription-replay') },
  sizes: [1],
  columns: [{ label: '1,000/s', size: 1, metric: 'thousandsPerSecond' }],
  goals: [],
};
