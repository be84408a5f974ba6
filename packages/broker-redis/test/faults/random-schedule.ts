import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { Gap } from '@runwire/broker-core';
import type { RedisBrokerOptions, RedisBroker } from '../../src/index.js';
import type { FaultRow } from './fault-row.js';
import { Traffic } from './traffic.js';

/** What happens to the servers, or on the way to them: begins, lasts about so long, and is over when it resolves. */
export type Fault = (traffic: Traffic, forMs: number) => Promise<void>;

/** Servers on which one schedule after the other is run. */
export interface Ground {
  /** Each is the middle of a step. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** Cut connections, before and during it. */
  readonly cut: (type: 'pubsub' | 'normal') => Promise<unknown>;
  readonly connect: (options: RedisBrokerOptions) => Promise<RedisBroker>;
  /** Resolves when the faults can be told from what a set that has just begun does by itself. */
  readonly settled: (traffic: Traffic, keyPrefix: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Step {
  readonly fault: string;
  readonly forMs: number;
  readonly cuts: readonly { readonly type: 'pubsub' | 'normal'; readonly afterMs: number }[];
  readonly joins: boolean;
}

export interface RandomRowOptions extends Pick<FaultRow, 'name' | 'fault' | 'injectedBy' | 'sideBySide' | 'runsFactor' | 'mayRefuse'> {
  /** Gaps that a fault may cause. */
  readonly gapsOf: Readonly<Record<string, readonly Gap['reason'][]>>;
  readonly open: () => Promise<Ground>;
}

/** A row whose runs are random schedules; the seed of a run says which. */
export function randomRow({ open, gapsOf, ...row }: RandomRowOptions): FaultRow {
  const grounds = new Set<Ground>();
  const idle: Ground[] = [];
  return {
    ...row,
    mustHold: 'exact books, whatever comes together',
    gaps: [...new Set(Object.values(gapsOf).flat())],
    run: async ({ seed }) => {
      const ground = idle.pop() ?? (await open());
      grounds.add(ground);
      const steps = stepsOf(seed, Object.keys(ground.faults));
      try {
        const report = await runSteps(ground, steps, `s${String(seed)}:`);
        const explained = steps.flatMap(({ fault }) => gapsOf[fault] ?? []);
        const problems = report.gaps.filter(({ reason }) => !explained.includes(reason)).map((gap) => `a gap that no fault of this schedule explains: ${JSON.stringify(gap)}`);
        idle.push(ground);
        return { ...report, problems: [...report.problems, ...problems].map((problem) => `${problem} ${JSON.stringify(steps)}`) };
      } catch (error) {
        // Its servers may be anywhere.
        grounds.delete(ground);
        await ground.close();
        throw new Error(`${JSON.stringify(steps)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    },
    close: async () => {
      await Promise.all([...grounds].map((ground) => ground.close()));
      grounds.clear();
      idle.length = 0;
    },
  };
}

function stepsOf(seed: number, faults: readonly string[]): readonly Step[] {
  const cut = fc.record({ type: fc.constantFrom('pubsub' as const, 'normal' as const), afterMs: fc.integer({ min: 0, max: 800 }) });
  const step = fc.record({ fault: fc.constantFrom(...faults), forMs: fc.integer({ min: 50, max: 1_000 }), cuts: fc.array(cut, { maxLength: 3 }), joins: fc.boolean() });
  return fc.sample(fc.array(step, { minLength: 2, maxLength: 4 }), { seed, numRuns: 1 })[0] ?? [];
}

async function runSteps(ground: Ground, steps: readonly Step[], keyPrefix: string): ReturnType<Traffic['end']> {
  await using traffic = await Traffic.start({ connect: () => ground.connect({ redis: { keyPrefix } }), everyMs: 5 });
  await ground.settled(traffic, keyPrefix);
  for (const { fault, forMs, cuts, joins } of steps) {
    const cutting = cuts.map(async ({ type, afterMs }) => {
      await delay(afterMs);
      await ground.cut(type);
    });
    if (joins) await traffic.join(false);
    await ground.faults[fault]?.(traffic, forMs);
    await Promise.allSettled(cutting);
    await traffic.recover();
  }
  return await traffic.end();
}
