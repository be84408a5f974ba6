/**
 * `npm run bench -- memory|redis|trainer [--quick] [--only=WORD] [--rounds=N] [--write]`: measures Runwire beside its peers and prints one
 * table a section. `--write` also puts the tables into docs/performance.md. Exits with 1 when a message was lost,
 * doubled or disordered; a missed goal is printed, and is no failure.
 */
import { parseArgs } from 'node:util';

import { writeTables } from './harness/document.mjs';
import { describeMachine } from './harness/machine.mjs';
import { prepare } from './harness/prepare.mjs';
import { runSection } from './harness/section.mjs';
import { renderSection } from './harness/table.mjs';

const SUITES = {
  memory: () => import('./memory/suite.mjs'),
  redis: () => import('./redis/suite.mjs'),
  trainer: () => import('./trainer/suite.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' }, rounds: { type: 'string' }, write: { type: 'boolean', default: false } },
});
const [name = ''] = positionals;
const load = SUITES[name];
if (load === undefined || positionals.length > 1) {
  console.error(`"${positionals.join(' ')}" is no suite; use ${Object.keys(SUITES).join(' or ')}.`);
  process.exit(2);
}

prepare(name);
const { openSuite } = await load();
const suite = await openSuite();
const tables = [];
try {
  for (const section of suite.sections.filter(({ title }) => title.toLowerCase().includes(values.only.toLowerCase()))) {
    const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
    const table = renderSection(section, await runSection(section, { rounds, isQuick: values.quick, context: suite.context }));
    console.log(`\n${table}`);
    tables.push(table);
  }
} finally {
  await suite.close();
}
console.log(`\n${describeMachine()}`);
if (values.write) writeTables(name, [describeMachine(), ...tables]);
