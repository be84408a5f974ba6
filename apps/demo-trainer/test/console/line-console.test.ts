import { describe, expect, it } from '@jest/globals';
import { LineConsole } from '../../src/console/line-console.js';
import { failed, RecordingOutput, updates } from './sample-updates.js';

describe('LineConsole', () => {
  it('tells in plain lines how an experiment goes', () => {
    const output = new RecordingOutput();
    const console = new LineConsole(output);
    updates.forEach((update) => console.show(update));
    expect(output.lines.slice(0, 4)).toEqual([
      'run  started: default market, agent seed 1',
      'run  50 %, step 750 of 1500, reward 3.46, 6100 steps/s',
      'run  paused',
      'run  resumed',
    ]);
    expect(output.lines[4]).toMatch(/^run {2}completed after 2\.3 s\. Held-out equity \d\.\d{3} \(t -?\d+\.\d\) over \d+ bars; buy and hold \d\.\d{3}, random \d\.\d{3}\.$/);
  });

  it('tells of the advance every two seconds at most', () => {
    const output = new RecordingOutput();
    let nowMs = 0;
    const console = new LineConsole(output, () => (nowMs += 500));
    const metrics = updates.filter(({ kind }) => kind === 'metrics');
    for (let times = 0; times < 9; times++) metrics.forEach((update) => console.show(update));
    expect(output.lines).toHaveLength(3);
  });

  it('lets no text of an error reach the terminal as a command', () => {
    const output = new RecordingOutput();
    new LineConsole(output).show(failed);
    expect(output.text).toBe('run  failed after 0.0 s: bad \\u{1b}[31m\\u{202e}news\\u{a}\n');
  });
});
