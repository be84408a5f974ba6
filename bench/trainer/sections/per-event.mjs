import { contender, work } from '../modules.mjs';

export const perEvent = {
  title: 'Trainer, one event after another: µs of CPU each',
  note: 'Checked, encoded, merged into its stored field, and published with it in one step. `JSON.stringify` of the same metrics beside it, for scale.',
  work: work('per-event'),
  contenders: { 'on memory': contender('memory'), 'on Redis': contender('redis'), 'JSON.stringify': contender('silence') },
  sizes: [1],
  columns: ['metrics', 'progress', 'log'].map((metric) => ({ label: metric, size: 1, metric })),
  goals: [],
};
