import { ratio } from '../../harness/goals.mjs';
import { isolator, work } from '../modules.mjs';

const cell = (name) => [name, 1, 'copyNs'];

export const isolation = {
  title: 'Memory, isolation: ns per private copy of the event',
  work: work('isolation'),
  contenders: {
    'Runwire `copyJson`': isolator('runwire'),
    'plain copying and freezing walk': isolator('plain-walk'),
    'JSON round trip': isolator('json-round-trip'),
    structuredClone: isolator('structured-clone'),
  },
  sizes: [1],
  columns: [{ label: 'ns', size: 1, metric: 'copyNs' }],
  goals: [{ text: 'Runwire / JSON round trip', value: ratio(cell('Runwire `copyJson`'), cell('JSON round trip')), atMost: 0.2 }],
};
