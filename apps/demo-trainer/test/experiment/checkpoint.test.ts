import { describe, expect, it } from '@jest/globals';
import { CheckpointError } from '../../src/experiment/checkpoint-error.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/experiment/checkpoint.js';
import type { Experiment } from '../../src/experiment/experiment.js';
import { isResult, isUpdate, openExperiment, shortPlan } from './run-experiment.js';

/** Runs until `updates` updates are done, and stops there. */
function runUpdates(experiment: Experiment, updates: number): void {
  for (const event of experiment.events()) if (isUpdate(event) && event.update === updates) return;
}

/** The text of a finished experiment's state: equal only when every bit is. */
function finalState(experiment: Experiment): string {
  const result = [...experiment.events()].find(isResult);
  return encodeCheckpoint(experiment.checkpoint()) + JSON.stringify(result);
}

describe('Checkpoint', () => {
  const uninterrupted = finalState(openExperiment(shortPlan));

  it('is bitwise the same for the same seed, and not for another', () => {
    expect(finalState(openExperiment(shortPlan))).toBe(uninterrupted);
    expect(finalState(openExperiment({ ...shortPlan, seed: 4 }))).not.toBe(uninterrupted);
  });

  it.each([1, 2, 3])('continues after update %i to bitwise the same end', (updates) => {
    const stopped = openExperiment(shortPlan);
    runUpdates(stopped, updates);
    const text = encodeCheckpoint(stopped.checkpoint());
    expect(finalState(openExperiment(shortPlan, { checkpoint: decodeCheckpoint(text) }))).toBe(uninterrupted);
  });

  it('continues in the middle of an episode', () => {
    const plan = { ...shortPlan, episodeBars: 300 };
    const stopped = openExperiment(plan);
    runUpdates(stopped, 1);
    const checkpoint = decodeCheckpoint(encodeCheckpoint(stopped.checkpoint()));
    expect(checkpoint.trainer.environment.barsLeft).toBe(600 - 512);
    expect(finalState(openExperiment(plan, { checkpoint }))).toBe(finalState(openExperiment(plan)));
  });

  it('is not touched by the training that follows', () => {
    const experiment = openExperiment(shortPlan);
    const before = experiment.checkpoint();
    const text = encodeCheckpoint(before);
    runUpdates(experiment, 1);
    expect(encodeCheckpoint(before)).toBe(text);
  });

  it('cannot be taken during an update', () => {
    const experiment = openExperiment(shortPlan);
    const events = experiment.events();
    events.next();
    expect(() => experiment.checkpoint()).toThrow('Update 1 is under way');
  });

  it('is refused by an experiment with another plan or other prices', () => {
    const checkpoint = openExperiment(shortPlan).checkpoint();
    for (const change of [{ seed: 9 }, { costPips: 1 }, { market: { ...shortPlan.market, seed: 2 } }]) {
      expect(() => openExperiment({ ...shortPlan, ...change }, { checkpoint })).toThrow(CheckpointError);
    }
  });

  it('is refused when a digit was altered', () => {
    const text = encodeCheckpoint(openExperiment(shortPlan).checkpoint());
    expect(() => decodeCheckpoint(text.replace('"barsLeft":256', '"barsLeft":255'))).toThrow('its checksum is');
  });

  it.each(['', '{', '{}', 'null', '{"version":2}'])('refuses %j as its text', (text) => {
    expect(() => decodeCheckpoint(text)).toThrow(CheckpointError);
    expect(() => decodeCheckpoint(text)).toThrow('Start the experiment anew');
  });
});
