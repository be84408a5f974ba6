import { describe, expect, it } from '@jest/globals';
import { metricsUpdate, progressUpdate, statusUpdate, type TrainingEvent } from '@runwire/events';
import { foldEvent, type ExperimentModel } from '../src/experiment-model.js';

const numbered = (event: TrainingEvent, sequence?: number): TrainingEvent => ({ ...event, sequence });
const progress = (currentStep: number, sequence?: number): TrainingEvent => numbered(progressUpdate({ experimentId: 'a', currentStep }), sequence);

const model: ExperimentModel = {
  record: { version: 1, id: 'a', namespace: 'test', config: {}, createdAt: 0 },
  status: { status: 'running', updatedAt: 0 },
  parts: { progress: { currentStep: 50, updatedAt: 0 }, metrics: { metrics: { loss: 1, reward: 2 }, updatedAt: 0 } },
  sequences: { progress: 5, metrics: 3, status: 1 },
};

describe('an event after a snapshot', () => {
  it('is applied when it is the next of its topic', () => {
    expect(foldEvent(model, progress(60, 6))).toMatchObject({ kind: 'folded', model: { parts: { progress: { currentStep: 60 } }, sequences: { progress: 6, metrics: 3 } } });
  });

  it.each([1, 4, 5])('is known when the snapshot contains it: %p of 5', (sequence) => {
    expect(foldEvent(model, progress(10, sequence))).toEqual({ kind: 'known' });
  });

  it.each([7, 100])('tells of a hole when others came before it: %p after 5', (sequence) => {
    expect(foldEvent(model, progress(70, sequence))).toEqual({ kind: 'hole' });
  });

  it('is applied when its writer does not count', () => {
    expect(foldEvent(model, progress(7))).toMatchObject({ kind: 'folded', model: { parts: { progress: { currentStep: 7 } } } });
  });

  it('is the first of a field that was never written', () => {
    const bare = { ...model, parts: {}, sequences: {} };
    expect(foldEvent(bare, progress(1, 1)).kind).toBe('folded');
    expect(foldEvent(bare, progress(1, 2)).kind).toBe('hole');
  });

  it('merges metrics by name', () => {
    const event = numbered(metricsUpdate({ experimentId: 'a', metrics: { loss: NaN } }), 4);
    expect(foldEvent(model, event)).toMatchObject({ model: { parts: { metrics: { metrics: { loss: NaN, reward: 2 } } } } });
  });

  it('keeps a metric called __proto__ a metric', () => {
    const metrics = Object.fromEntries([['__proto__', 7]]);
    const folding = foldEvent(model, numbered(metricsUpdate({ experimentId: 'a', metrics }), 4));
    const stored = folding.kind === 'folded' ? folding.model.parts.metrics?.metrics : undefined;
    expect(Object.entries(stored ?? {})).toContainEqual(['__proto__', 7]);
  });

  it('notes when the run began and ended', () => {
    const at = (timestamp: number, status: 'running' | 'completed', sequence: number): TrainingEvent => numbered(statusUpdate({ experimentId: 'a', status, timestamp }), sequence);
    const begun = foldEvent({ ...model, parts: {}, sequences: {} }, at(10, 'running', 1));
    if (begun.kind !== 'folded') throw new Error('It was not applied.');
    expect(begun.model.status).toMatchObject({ startedAt: 10 });
    expect(foldEvent(begun.model, at(30, 'completed', 2))).toMatchObject({ model: { status: { startedAt: 10, endedAt: 30, status: 'completed' } } });
  });
});
