import { figure } from '../../harness/goals.mjs';
import { contender, work } from '../modules.mjs';

const SILENT = 'the same without publishing';
const cell = (name) => [name, 1, 'percent'];
const beyondSilence = (name) => (samples) => figure(cell(name))(samples) - figure(cell(SILENT))(samples);

export const share = {
  title: 'Trainer, publishing at the defaults of the demo: % of one core',
  note: 'All threads of the trainer, its heartbeat too. A second holds ten updates, each with a call of `progress` (every third is sent), 18 metrics and a log line: 23 events, as the demo trainer reports them when it trains as fast as it can (50,000 steps in 98 updates, in about ten seconds). Measured for 25 s, from 25 s after the start: the start itself, and what compiler and collector have to do about it, are not part of it.',
  work: work('share'),
  contenders: { [SILENT]: contender('silence'), 'on memory': contender('memory'), 'on Redis': contender('redis') },
  sizes: [1],
  columns: [{ label: '% of a core', size: 1, metric: 'percent' }],
  goals: ['on memory', 'on Redis'].map((name) => ({ text: `${name}, beyond the same without publishing`, value: beyondSilence(name), atMost: 1 })),
};
