import { describe, expect, it } from '@jest/globals';
import { runStateOf } from '../../src/fleet/run-state.js';

describe('the state of a run', () => {
  it.each(['live', 'stale', 'lost'] as const)('stays lost, once it was given up, while its trainer is %s', (liveness) => {
    expect(runStateOf({ status: 'lost', liveness })).toBe('lost');
  });

  it.each(['stale', 'lost'] as const)('is %s when a trainer that runs falls silent', (liveness) => {
    expect(runStateOf({ status: 'running', liveness })).toBe(liveness);
  });

  it.each(['waiting', 'live'] as const)('is its status while its trainer is %s', (liveness) => {
    expect(runStateOf({ status: 'paused', liveness })).toBe('paused');
  });
});
