/** Four experiments of the default size, about 40 CPU seconds: `npm run test:long -- full-run`. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from '@jest/globals';
import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import { planTraining } from '../src/run/plan-training.js';
import { runTraining } from '../src/run/run-training.js';
import { NAMESPACE, PublishedExperiment, updateSteps } from './end-to-end/published.js';

const IDS = ['run-1', 'run-2', 'run-3', 'run-4'];
const MINUTES = 60_000;

/** Of a second in which the most progress events were published. */
function mostInOneSecond(timestamps: readonly number[]): number {
  return Math.max(...timestamps.map((start) => timestamps.filter((time) => time >= start && time < start + 1_000).length));
}

describe('four experiments of 50,000 steps at once', () => {
  it(
    'leave the main loop free, and publish a few hundred events each',
    async () => {
      await using broker = new MemoryBroker();
      const channel = new TrainingChannel({ namespace: NAMESPACE, broker });
      const experiments = planTraining({ id: 'run', experiments: 4 });
      const lag = monitorEventLoopDelay({ resolution: 5 });
      lag.enable();
      const startedAt = performance.now();
      const outcome = await runTraining(experiments, { channel });
      lag.disable();
      const p99Ms = lag.percentile(99) / 1e6;
      console.info(`${((performance.now() - startedAt) / 1_000).toFixed(1)} s, main-loop lag p50 ${(lag.percentile(50) / 1e6).toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`);
      expect(outcome.status).toBe('completed');
      expect(p99Ms).toBeLessThan(100);
      for (const id of IDS) {
        const published = await PublishedExperiment.read(broker, id);
        console.info(`${id}: ${published.all.length} events`);
        published.expectOrderly();
        expect(published.metricSteps).toEqual(updateSteps(50_000));
        expect(published.all.length).toBeGreaterThanOrEqual(200);
        expect(published.all.length).toBeLessThanOrEqual(1_000);
        expect(mostInOneSecond(published.all.filter(({ event }) => event.type === 'progress').map(({ timestamp }) => timestamp))).toBeLessThanOrEqual(5);
      }
    },
    10 * MINUTES,
  );
});
