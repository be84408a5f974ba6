import { afterAll, it } from '@jest/globals';
import { assertBooks, type FaultRow } from './fault-row.js';

/** More than the deadlines within a row: a fail-over alone may take two minutes where Sentinels are held up. */
const WITHIN_MS = 300_000;

/** A test of each row, as short as it can be; `npm run soak` runs the same rows at their full length, again and again. */
export function testRows(rows: readonly FaultRow[]): void {
  afterAll(async () => {
    for (const row of rows) await row.close?.();
  });
  for (const row of rows) {
    const run = async (): Promise<void> => {
      assertBooks(row, await row.run({ isLong: false, seed: 1 }));
    };
    it(`${row.fault}: ${row.mustHold}`, run, WITHIN_MS);
  }
}
