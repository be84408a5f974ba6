import type { Chapter } from './chapter.js';
import type { ConformanceHarness } from './harness.js';
import { Schedule } from './model/schedule.js';
import { SeededRandom } from './seeded-random.js';
import { Stage } from './stage.js';

export function randomSchedules({ it, harness }: Chapter): void {
  const { schedules = 25, firstSeed = 1 } = harness;
  it(`keeps exact books in ${String(schedules)} random schedules from seed ${String(firstSeed)} on`, async () => {
    for (let seed = firstSeed; seed < firstSeed + schedules; seed++) await runSchedule(harness, seed);
  });
}

async function runSchedule(harness: ConformanceHarness, seed: number): Promise<void> {
  try {
    await using stage = await Stage.set(harness);
    await new Schedule(stage, new SeededRandom(seed), await stage.connect()).run();
  } catch (error) {
    throw new Error(`Seed ${String(seed)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
