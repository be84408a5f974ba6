/** `npm test`: everything that must hold, over all projects. Arguments go to `nx run-many`. The last line is `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkPackages } from './package-checks.mjs';
import { provide } from './provide.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NX = join(ROOT, 'node_modules/nx/dist/bin/nx.js');
const args = process.argv.slice(2);

process.chdir(ROOT);
Object.assign(process.env, { NX_DAEMON: 'false', NX_TUI: 'false' });

const started = performance.now();
const problems = provide();
if (!nx('sync:check')) problems.push('The project references are out of date: run `npx nx sync` and commit.');

const projects = projectsToTest();
for (const { root } of projects) rmSync(join(root, 'test-results'), { recursive: true, force: true });
const parallel = args.some((arg) => arg.startsWith('--parallel')) ? [] : ['--parallel=2'];
const allRan = nx('run-many', '-t', 'lint', 'typecheck', 'build', 'test', '--outputStyle=static', ...parallel, ...args);
problems.push(...(await checkPackages(projects)));

const counts = projects.map(countOf);
for (const problem of problems) console.log(problem);
for (const { name, passed, failed, skipped } of counts) console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
const passed = sum(counts, 'passed');
const failedTests = sum(counts, 'failed') + problems.length;
const failed = allRan || failedTests > 0 ? failedTests : 1; // lint, typecheck or build
console.log(`in ${Math.round((performance.now() - started) / 1_000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function nx(...command) {
  return spawnSync(process.execPath, [NX, ...command], { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** The projects whose tests the arguments select, from the very task graph that will run. */
function projectsToTest() {
  const folder = mkdtempSync(join(tmpdir(), 'runwire-tasks-'));
  const file = join(folder, 'graph.json');
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [NX, 'run-many', '-t', 'test', ...args, `--graph=${file}`], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout + stderr);
    const { graph, tasks } = JSON.parse(readFileSync(file, 'utf8'));
    const names = Object.values(tasks.tasks).flatMap(({ target }) => (target.target === 'test' ? [target.project] : []));
    return names.sort().map((name) => ({ name, root: graph.nodes[name].data.root }));
  } catch (error) {
    problems.push(`Nx could not plan the tests: ${error.message}`);
    return [];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A project without a result did not test: that is a failure. */
function countOf({ name, root }) {
  try {
    return { name, ...JSON.parse(readFileSync(join(root, 'test-results/count.json'), 'utf8')) };
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return { name: `${name} (no result)`, passed: 0, failed: 1, skipped: 0 };
  }
}

function sum(counts, field) {
  return counts.reduce((total, count) => total + count[field], 0);
}
