import { describe, expect, it } from '@jest/globals';
import { JsonConsole } from '../../src/console/json-console.js';
import { failed, RecordingOutput, updates } from './sample-updates.js';

function written(): Record<string, unknown>[] {
  const output = new RecordingOutput();
  const console = new JsonConsole(output);
  [...updates, failed].forEach((update) => console.show(update));
  console.note('The broker is back.');
  return output.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('JsonConsole', () => {
  it('writes one object a line, with time, kind and experiment', () => {
    expect(written().map(({ kind, experiment }) => [kind, experiment])).toEqual([
      ...['started', 'progress', 'metrics', 'paused', 'resumed', 'ended', 'ended'].map((kind) => [kind, 'run']),
      ['note', undefined],
    ]);
    expect(Date.parse(String(written()[0]?.['time']))).not.toBeNaN();
  });

  it('spells numbers that are not finite', () => {
    expect(written()[2]).toMatchObject({ metrics: { 'train/loss': 'NaN', 'rollout/ep_rew_mean': 3.456 } });
  });

  it('tells the whole outcome, without the plan and the prices', () => {
    const [completed, failure] = written().slice(5);
    expect(completed).toMatchObject({ status: 'completed', result: { heldOut: { bars: expect.any(Number) } } });
    expect(JSON.stringify(completed).length).toBeLessThan(2_000);
    expect(failure).toMatchObject({ status: 'failed', error: { name: 'RangeError', stack: expect.any(String) } });
  });
});
