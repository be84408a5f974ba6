/**
 * `npm run soak [-- --runs N] [--row NAME]… [--seed N] [--write]`: runs every row of the fault table N times (default 20), as the
 * table wants it, and prints what came of it. `--write` also puts the table into docs/reliability.md. Exits with 1 when a run failed.
 */
import { parseArgs } from 'node:util';
import { assertBooks, type FaultRow } from './fault-row.js';
import { ROWS } from './rows.js';
import { describeMachine, renderTable, writeTable, type Tally } from './soak-table.js';
import type { Report } from './traffic.js';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, row: { type: 'string', multiple: true, default: [] }, seed: { type: 'string', default: '1' }, write: { type: 'boolean', default: false } },
});
const unknown = values.row.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}; there are ${ROWS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const tallies: Tally[] = [];
for (const row of ROWS.filter(({ name }) => values.row.length === 0 || values.row.includes(name))) {
  const tally = await soak(row, Number(values.runs) * (row.runsFactor ?? 1), Number(values.seed));
  console.log(renderTable([tally]).split('\n').at(-1));
  tallies.push(tally);
}
console.log(`\n${renderTable(tallies)}\n\n${describeMachine()}`);
if (values.write) writeTable(tallies, ROWS);
process.exitCode = tallies.some(({ failures }) => failures > 0) ? 1 : 0;

async function soak(row: FaultRow, runs: number, firstSeed: number): Promise<Tally> {
  const reports: Report[] = [];
  let failures = 0;
  let next = firstSeed;
  const work = async (): Promise<void> => {
    while (next < firstSeed + runs) {
      const seed = next++;
      try {
        const report = await row.run({ isLong: true, seed });
        reports.push(report);
        assertBooks(row, report);
      } catch (error) {
        failures++;
        console.error(`${row.name}, seed ${String(seed)}: ${error instanceof Error ? String(error.stack) : String(error)}`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: row.sideBySide ?? 4 }, work));
  } finally {
    await row.close?.();
  }
  return { row, runs, reports, failures };
}
