/** The defaults over five markets of two kinds, about 90 seconds: `npm run test:long -- learning`. */
import { describe, expect, it } from '@jest/globals';
import type { ResultEvent } from '../src/experiment/experiment-event.js';
import type { MarketPreset } from '../src/market/market-presets.js';
import { resultOf } from './experiment/run-experiment.js';

const SEEDS = [1, 2, 3, 4, 5] as const;
const MINUTES = 60_000;

function runSeeds(preset: MarketPreset): ResultEvent[] {
  return SEEDS.map((seed) => {
    const before = process.cpuUsage();
    const result = resultOf({ seed, market: { kind: 'synthetic', preset, seed } });
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = (user + system) / 1e6;
    console.info(describeResult(`${preset}, seed ${seed}`, result), `${cpuSeconds.toFixed(1)} CPU seconds`);
    expect(cpuSeconds).toBeLessThan(60);
    return result;
  });
}

function describeResult(name: string, { heldOut, baselines }: ResultEvent): string {
  const figures = {
    meanReward: heldOut.meanReward,
    t: heldOut.tStatistic,
    equity: heldOut.equity,
    buyAndHold: baselines.buyAndHold.equity,
    random: baselines.random.equity,
  };
  const words = Object.entries(figures).map(([key, value]) => `${key} ${value.toFixed(3)}`);
  return `${name}: ${words.join(', ')}`;
}

/** Student's t of the seeds' mean held-out rewards against 0. */
function tOverSeeds(results: readonly ResultEvent[]): number {
  const rewards = results.map(({ heldOut }) => heldOut.meanReward);
  const mean = rewards.reduce((sum, each) => sum + each, 0) / rewards.length;
  const squares = rewards.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return mean / Math.sqrt(squares / (rewards.length - 1) / rewards.length);
}

describe('learning with the default plan', () => {
  it('earns on held-out bars of every default market, and more than trading at random', () => {
    for (const { heldOut, baselines } of runSeeds('default')) {
      expect(heldOut.meanReward).toBeGreaterThan(0);
      expect(heldOut.meanReward).toBeGreaterThan(baselines.random.meanReward);
      expect(heldOut.tStatistic).toBeGreaterThan(2);
    }
  }, 10 * MINUTES);

  it('finds nothing in five random walks', () => {
    const results = runSeeds('control');
    const t = tOverSeeds(results);
    console.info(`t over the five: ${t.toFixed(1)}`);
    expect(t).toBeLessThan(2);
  }, 10 * MINUTES);
});
