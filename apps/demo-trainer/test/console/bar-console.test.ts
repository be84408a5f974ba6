import { describe, expect, it } from '@jest/globals';
import { BarConsole } from '../../src/console/bar-console.js';
import { progressLine } from '../../src/console/progress-line.js';
import { completed, RecordingOutput, updates } from './sample-updates.js';

const bar = {
  id: 'run',
  standing: { step: 750, totalSteps: 1_500, update: 1, totalUpdates: 3 },
  metrics: { 'rollout/ep_rew_mean': 3.456, 'time/fps': 250 },
  isPaused: false,
};

describe('progressLine', () => {
  it('shows bar, share, steps, speed, time left and reward', () => {
    expect(progressLine(bar, 100)).toBe(`run  ${'█'.repeat(15)}${'·'.repeat(15)}   50 %  750/1500  250/s  ETA 3 s  reward 3.46`);
  });

  it('tells that it is paused instead of when it will end', () => {
    expect(progressLine({ ...bar, isPaused: true }, 100)).toContain('250/s  paused  reward');
  });

  it.each([10, 40, 60, 80, 200])('is shorter than %i columns', (columns) => {
    expect(progressLine(bar, columns).length).toBeLessThan(columns);
  });
});

describe('BarConsole', () => {
  it('draws running experiments in place, and what has ended as a line above them', () => {
    const output = new RecordingOutput();
    const console = new BarConsole(output);
    updates.slice(0, 3).forEach((update) => console.show(update));
    console.note('The broker is back.');
    console.show({ kind: 'ended', experiment: completed.experiment, outcome: completed });
    console.close();
    const [note, drawn, ended = ''] = output.lines;
    expect(note).toBe('The broker is back.');
    expect(drawn).toMatch(/^run {2}█+·+ {3}50 %/);
    expect(ended.startsWith('\u001b[1A\u001b[Jrun  completed after')).toBe(true);
    expect(output.lines).toHaveLength(3);
  });

  it('draws no more bars than the terminal has rows', () => {
    const output = new RecordingOutput();
    const console = new BarConsole(output);
    for (let count = 0; count < 40; count++) {
      console.show({ kind: 'started', experiment: { ...completed.experiment, id: `run-${count}` }, step: 0 });
    }
    console.close();
    expect(output.lines).toHaveLength(23);
    expect(output.lines.at(-1)).toBe('… and 18 more');
  });
});
