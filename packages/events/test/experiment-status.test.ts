import { describe, expect, it } from '@jest/globals';
import {
  canAcknowledge,
  canTransition,
  CONTROL_STATES,
  CONTROL_TRANSITIONS,
  EXPERIMENT_STATUSES,
  isTerminal,
  STATUS_TRANSITIONS,
  type ExperimentStatus,
} from '../src/index.js';

describe('the statuses of an experiment', () => {
  const lives: readonly (readonly ExperimentStatus[])[] = [
    ['created', 'running', 'completed'],
    ['created', 'running', 'paused', 'running', 'paused', 'stopping', 'cancelled'],
    ['running', 'stopping', 'completed'],
    ['running', 'stopping', 'failed'],
    ['running', 'lost', 'running', 'completed'],
    ['paused', 'lost', 'paused'],
    ['lost', 'failed'],
  ];

  it.each(lives.map((life) => life.join(' ')))('allow the life %s', (life) => {
    const statuses = life.split(' ') as ExperimentStatus[];
    for (const [i, to] of statuses.slice(1).entries()) expect(canTransition(statuses[i] ?? to, to)).toBe(true);
  });

  it.each([
    ['created', 'completed'],
    ['created', 'paused'],
    ['paused', 'completed'],
    ['stopping', 'running'],
    ['running', 'created'],
  ] as const)('refuse %s -> %s', (from, to) => {
    expect(canTransition(from, to)).toBe(false);
  });

  it('end in completed, failed and cancelled, and nowhere else', () => {
    expect(EXPERIMENT_STATUSES.filter(isTerminal)).toEqual(['completed', 'failed', 'cancelled']);
  });

  it('can be lost from everywhere but an end, and lead back from lost to everywhere', () => {
    for (const status of EXPERIMENT_STATUSES) {
      expect(canTransition(status, 'lost')).toBe(status !== 'lost' && !isTerminal(status));
      expect(canTransition('lost', status)).toBe(status !== 'lost');
    }
  });

  it('never follow themselves', () => {
    for (const [status, next] of Object.entries(STATUS_TRANSITIONS)) expect(next).not.toContain(status);
  });
});

describe('the trail of a control request', () => {
  it('leads from requested over received to one of three ends', () => {
    expect(canAcknowledge('requested', 'received')).toBe(true);
    for (const end of ['applied', 'rejected', 'expired'] as const) {
      expect(canAcknowledge('requested', end)).toBe(true);
      expect(canAcknowledge('received', end)).toBe(true);
      expect(CONTROL_TRANSITIONS[end]).toEqual([]);
    }
  });

  it('never leads back to requested', () => {
    for (const state of CONTROL_STATES) expect(canAcknowledge(state, 'requested')).toBe(false);
  });
});
