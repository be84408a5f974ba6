import { describe, expect, it } from '@jest/globals';
import { DivergenceError } from '../../src/experiment/divergence-error.js';
import type { ExperimentEvent } from '../../src/experiment/experiment-event.js';
import { PlanError } from '../../src/experiment/plan-error.js';
import { isUpdate, openExperiment, shortPlan } from './run-experiment.js';

/** All events, and the error that ended them. */
function runToFailure(input: Parameters<typeof openExperiment>[0]): { events: ExperimentEvent[]; error: unknown } {
  const events: ExperimentEvent[] = [];
  try {
    for (const event of openExperiment(input).events()) events.push(event);
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}

describe('Experiment', () => {
  it('takes every step, the last rollout being shorter, and ends with a result', () => {
    const events = [...openExperiment(shortPlan).events()];
    expect(events.filter(isUpdate).map(({ step }) => step)).toEqual([512, 1_024, 1_500]);
    expect(events.at(-1)).toMatchObject({ kind: 'result', step: 1_500, totalSteps: 1_500, update: 3, totalUpdates: 3 });
  });

  it('reports progress in small portions whose steps never go back', () => {
    const events = [...openExperiment(shortPlan).events()];
    const gaps = events.map(({ step }, at) => step - (events[at - 1]?.step ?? 0));
    expect(Math.min(...gaps)).toBe(0);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(128);
    expect(events.filter(({ kind }) => kind === 'progress').length).toBeGreaterThan(15);
  });

  it('measures every update under the names of Stable-Baselines3', () => {
    const last = [...openExperiment(shortPlan).events()].filter(isUpdate).at(-1);
    expect(Object.keys(last?.metrics ?? {}).sort()).toEqual([
      'baseline/buy_and_hold', 'baseline/random', 'rollout/ep_len_mean', 'rollout/ep_rew_mean', 'time/fps',
      'trading/equity', 'trading/max_drawdown', 'trading/sharpe', 'trading/trades', 'trading/win_rate',
      'train/approx_kl', 'train/clip_fraction', 'train/entropy_loss', 'train/explained_variance',
      'train/learning_rate', 'train/loss', 'train/policy_gradient_loss', 'train/value_loss',
    ]);
    for (const value of Object.values(last?.metrics ?? {})) expect(Number.isFinite(value)).toBe(true);
    expect(last?.metrics['rollout/ep_len_mean']).toBe(256);
    expect(last?.episodes.map(({ bars }) => bars)).toEqual([256]);
  });

  it('leaves episode means out while no episode has ended', () => {
    const first = [...openExperiment({ ...shortPlan, episodeBars: 1_000 }).events()].find(isUpdate);
    expect(first?.metrics).not.toHaveProperty('rollout/ep_rew_mean');
    expect(first?.episodes).toEqual([]);
  });

  it('measures speed with the clock it is given', () => {
    let nowMs = 1_000;
    const updates = [...openExperiment(shortPlan, { clock: () => (nowMs += 100) }).events()].filter(isUpdate);
    expect(updates[0]?.metrics['time/fps']).toBe(5_120);
  });

  it('with a ruined learning rate overflows, reports it, and throws what broke', () => {
    const { events, error } = runToFailure({ ...shortPlan, nanAt: 600 });
    const metrics = events.filter(isUpdate).map((event) => event.metrics);
    expect(metrics).toHaveLength(2);
    expect(Number.isFinite(metrics[0]?.['train/loss'])).toBe(true);
    expect(metrics[1]?.['train/loss']).not.toBeLessThan(Infinity);
    expect(metrics[1]).toMatchObject({ 'train/learning_rate': 1e200 });
    expect(error).toBeInstanceOf(DivergenceError);
    expect(error).toMatchObject({ code: 'DIVERGED', step: 1_024 });
    expect(error).toHaveProperty('message', expect.stringMatching(/^Training diverged at step 1024: train\/\w+ is (NaN|Infinity)/));
  });

  it('diverges too when only one gradient step is taken per update', () => {
    const hyperParameters = { epochs: 1, minibatch: 512 };
    const { error } = runToFailure({ ...shortPlan, hyperParameters, nanAt: 0 });
    expect(error).toMatchObject({ code: 'DIVERGED', step: 1_024 });
  });

  it('refuses a market that is too short for its episodes, and says how long it must be', () => {
    const market = { kind: 'synthetic', bars: 1_000 } as const;
    const episodeBars = 700;
    expect(() => openExperiment({ market, episodeBars })).toThrow(PlanError);
    expect(() => openExperiment({ market, episodeBars })).toThrow(/has 1000 prices.* need 1021; give more prices/s);
    expect(() => openExperiment({ market: { kind: 'synthetic', bars: 1_021 }, episodeBars })).not.toThrow();
  });
});
