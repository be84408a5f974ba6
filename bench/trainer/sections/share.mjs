import { figure } from '../../harness/goals.mjs';
import { contender, work } from '../modules.mjs';

const SILENT = 'the same without publishing';
const cell = (name) => [name, 1, 'percent'];
const beyondSilence = (name) => (samples) => figure(cell(name))(samples) - figure(cell(SILENT))(samples);

export const share = {
  title: 'Trainer, publishing at the defaults of the demo: % of one core',
  note: 'All threads of the trainer, its heartbeat too. A second holds ten calls of `progress` (four are sent), two and a half updates with 18 metrics each, and the eight log lines of each update: what the demo trainer reports when it trains as fast as it can.',
  work: work('share'),
  contenders: { [SILENT]: contender('silence'), 'on memory': contender('memory'), 'on Redis': contender('redis') },
  sizes: [1],
  columns: [{ label: '% of a core', size: 1, metric: 'percent' }],
  goals: ['on memory', 'on Redis'].map((name) => ({ text: `${name}, beyond the same without publishing`, value: beyondSilence(name), atMost: 1 })),
};
