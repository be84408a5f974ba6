import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { planExperiment } from '../../src/experiment/experiment-plan.js';
import { loadMarket } from '../../src/experiment/load-market.js';
import { resultOf, shortPlan } from './run-experiment.js';

const folder = mkdtempSync(join(tmpdir(), 'market-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('loadMarket', () => {
  it('makes the default market and names it', () => {
    const series = loadMarket(planExperiment().market);
    expect(series).toMatchObject({ name: 'default market', barsPerYear: 6_240 });
    expect(series.prices).toHaveLength(32_768);
  });

  it('reads a file, on which an experiment runs to its end', () => {
    const path = join(folder, 'yen.csv');
    const { prices } = loadMarket(planExperiment({ market: { kind: 'synthetic', bars: 1_200 } }).market);
    writeFileSync(path, `close\n${Array.from(prices, (price) => (price * 100).toFixed(3)).join('\n')}\n`);
    const { heldOut, step } = resultOf({ ...shortPlan, market: { kind: 'file', path } });
    expect({ step, bars: heldOut.bars }).toEqual({ step: 1_500, bars: 300 });
    expect(loadMarket({ kind: 'file', path }).name).toBe('yen.csv');
  });
});
