import { afterAll, it } from '@jest/globals';
import { assertBooks, type FaultRow } from './fault-row.js';

/** A test of each row, as short as it can be; `npm run soak` runs the same rows at their full length, again and again. */
export function testRows(rows: readonly FaultRow[]): void {
  afterAll(async () => {
    for (const row of rows) await row.close?.();
  });
  for (const row of rows) {
    it(`${row.fault}: ${row.mustHold}`, async () => {
      assertBooks(row, await row.run({ isLong: false, seed: 1 }));
    });
  }
}
