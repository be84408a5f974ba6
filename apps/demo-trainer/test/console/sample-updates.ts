import { planTraining } from '../../src/run/plan-training.js';
import type { ConsoleOutput } from '../../src/console/training-console.js';
import type { TrainingUpdate } from '../../src/run/training-update.js';
import { resultOf, shortPlan } from '../experiment/run-experiment.js';

/** Keeps what is written. */
export class RecordingOutput implements ConsoleOutput {
  text = '';
  readonly columns = 100;
  readonly rows = 24;

  write(text: string): void {
    this.text += text;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}

const [experiment] = planTraining({ id: 'run', steps: 1_500, marketBars: 3_000 });
if (experiment === undefined) throw new Error('nothing was planned');
const standing = { step: 750, totalSteps: 1_500, update: 1, totalUpdates: 3 };

export const completed = { experiment, durationMs: 2_345, status: 'completed', result: resultOf(shortPlan) } as const;

/** One update of each kind, as a run would give them. */
export const updates: readonly TrainingUpdate[] = [
  { kind: 'started', experiment, step: 0 },
  { kind: 'progress', experiment, standing },
  { kind: 'metrics', experiment, standing, metrics: { 'rollout/ep_rew_mean': 3.456, 'time/fps': 6_100.4, 'train/loss': Number.NaN } },
  { kind: 'paused', experiment },
  { kind: 'resumed', experiment },
  { kind: 'ended', experiment, outcome: completed },
];

export const failed: TrainingUpdate = {
  kind: 'ended',
  experiment,
  outcome: { experiment, durationMs: 10, status: 'failed', error: new RangeError('bad \u001b[31m\u202enews\n') },
};
