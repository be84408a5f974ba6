import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CheckpointFolder } from '../../src/checkpoints/checkpoint-folder.js';
import { CheckpointError } from '../../src/experiment/checkpoint-error.js';
import type { Checkpoint } from '../../src/experiment/checkpoint.js';
import { Experiment } from '../../src/experiment/experiment.js';
import { planTraining } from '../../src/run/plan-training.js';
import type { PlannedExperiment } from '../../src/run/planned-experiment.js';

let folder: CheckpointFolder;
beforeEach(async () => {
  folder = new CheckpointFolder(join(await mkdtemp(join(tmpdir(), 'trainer-')), 'made'));
  await folder.create();
});
afterEach(() => rm(folder.path, { recursive: true }));

function planned(): PlannedExperiment {
  const [experiment] = planTraining({ id: 'run', steps: 1_500, epochs: 1, marketBars: 3_000 });
  if (experiment === undefined) throw new Error('nothing was planned');
  return experiment;
}

function checkpointOf({ plan, series }: PlannedExperiment): Checkpoint {
  const experiment = new Experiment(plan, series);
  for (const { kind } of experiment.events()) if (kind === 'update') return experiment.checkpoint();
  throw new Error('there was no update');
}

const file = (name: string): string => join(folder.path, name);

describe('CheckpointFolder', () => {
  it('gives back what was saved, ready to continue', async () => {
    const experiment = planned();
    const checkpoint = checkpointOf(experiment);
    await folder.save(experiment, checkpoint);
    expect(await folder.read()).toEqual([{ ...experiment, checkpoint }]);
    expect(await readdir(folder.path)).toEqual(['run.checkpoint.json']);
  });

  it('is empty when nothing was saved, and ignores other files', async () => {
    await writeFile(file('notes.txt'), 'hello');
    await writeFile(file('run.checkpoint.json.new'), 'half a checkp');
    expect(await folder.read()).toEqual([]);
  });

  it('forgets an experiment that needs its checkpoint no more', async () => {
    const experiment = planned();
    await folder.save(experiment, checkpointOf(experiment));
    await folder.remove(experiment);
    await folder.remove(experiment);
    expect(await folder.read()).toEqual([]);
  });

  it.each([
    ['no JSON', () => '{"version": 1'],
    ['another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['an id that is no id', (text: string) => text.replace('"id":"run"', '"id":"../run"')],
    ['a plan that cannot be', (text: string) => text.replace('"totalSteps":1500', '"totalSteps":0')],
    ['the plan of another experiment', (text: string) => text.replace('"totalSteps":1500', '"totalSteps":1600')],
  ])('refuses %s, and names the file', async (_, change) => {
    const experiment = planned();
    await folder.save(experiment, checkpointOf(experiment));
    const path = file('run.checkpoint.json');
    await writeFile(path, change(await readFile(path, 'utf8')));
    await expect(folder.read()).rejects.toThrow(CheckpointError);
    await expect(folder.read()).rejects.toThrow(path);
  });

  it('tells when the folder cannot be made', async () => {
    await writeFile(file('taken'), '');
    await expect(new CheckpointFolder(file('taken/below')).create()).rejects.toThrow(/taken\/below cannot be made/);
  });

  it('tells when nothing can be made there, as below /proc', async () => {
    await expect(new CheckpointFolder('/proc/runwire/below').create()).rejects.toThrow(/\/proc\/runwire\/below cannot be made/);
  });

  it('makes the folders above, and takes one that is there', async () => {
    const deep = new CheckpointFolder(file('a/b/c'));
    await Promise.all([deep.create(), new CheckpointFolder(deep.path).create()]);
    await deep.create();
    expect(await deep.read()).toEqual([]);
  });
});
