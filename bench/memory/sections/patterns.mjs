import { ratio } from '../../harness/goals.mjs';
import { contender, work } from '../modules.mjs';

const SIZES = [10, 1_000, 100_000];
const cell = (name, size) => [name, size, 'publishNs'];
const named = (size) => size.toLocaleString('en-US');

export const patterns = {
  title: 'Memory, publish beside many pattern subscriptions: ns per message, its one delivery included',
  note: 'Runwire retains 10 messages a topic here, or none; 1,000 on each of 1,000 topics would measure the garbage collector. Nobody else retains any. "Isolated": it is given a frozen copy, which Runwire makes itself.',
  work: work('patterns'),
  contenders: {
    Runwire: contender('runwire'),
    'Runwire, nothing retained': contender('runwire-unretained'),
    mqemitter: contender('mqemitter'),
    'mqemitter, isolated': contender('mqemitter-isolated'),
    eventemitter2: contender('eventemitter2'),
    'list of RegExp': { ...contender('regexp-list'), sizes: [10, 1_000] },
  },
  sizes: SIZES,
  columns: SIZES.map((size) => ({ label: named(size), size, metric: 'publishNs' })),
  goals: [
    ...SIZES.map((size) => ({
      text: `${named(size)}: Runwire, nothing retained / mqemitter, isolated`,
      value: ratio(cell('Runwire, nothing retained', size), cell('mqemitter, isolated', size)),
      atMost: 1.5,
    })),
    { text: 'growth from 10 to 100,000, nothing retained', value: ratio(cell('Runwire, nothing retained', 100_000), cell('Runwire, nothing retained', 10)), atMost: 4 },
  ],
};
