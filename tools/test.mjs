/** `npm test`: everything that must hold, over all projects. Arguments go to `nx run-many`, or after the word `affected` to `nx affected`. The last line is `N passed, N failed`. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkPackages, checkUse } from './package-checks.mjs';
import { provide } from './provide.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NX = join(ROOT, 'node_modules/nx/dist/bin/nx.js');
const [command, args] = process.argv[2] === 'affected' ? ['affected', process.argv.slice(3)] : ['run-many', process.argv.slice(2)];

process.chdir(ROOT);
// Plugins in processes of their own are for the daemon: here they would start anew with each command, and cost more than what they do.
Object.assign(process.env, { NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' });
const started = performance.now();
const outcome = await testAll().catch((error) => ({ counts: [], problems: [error.stack] }));
report(outcome);

/** Goes on after a failure, so that one run tells everything; a problem is a failure that no test counts. */
async function testAll() {
  const problems = provide();
  if (!nx('sync:check')) problems.push('The project references are out of date: run `npx nx sync` and commit.');
  const projects = projectsToTest();
  for (const { root } of projects) rmSync(join(root, 'test-results'), { recursive: true, force: true });
  const linted = batch('lint'); // which nothing waits for
  const isBuilt = await batch('build', 'typecheck');
  // Most tests wait for servers, processes and pages half of the time: two projects more than there are cores keep these busy.
  const isTested = await run(['test'], [`--parallel=${availableParallelism() + 2}`]);
  const counts = projects.map(countOf);
  const isLinted = await linted;
  if (!isLinted || !isBuilt) problems.push('Lint, typecheck or build failed: see above.');
  if (!isTested && sum(counts, 'failed') === 0) problems.push('Testing failed: see above.');
  if (!args.some((arg) => /^(-p|--projects)/.test(arg))) problems.push(...checkUse());
  return { counts, problems: [...problems, ...(await checkPackages(projects))] };
}

function report({ counts, problems }) {
  for (const problem of problems) console.log(problem);
  for (const { name, passed, failed, skipped } of counts) console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  console.log(`in ${Math.round((performance.now() - started) / 1_000)} s`);
  const failed = sum(counts, 'failed') + problems.length;
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`${sum(counts, 'passed')} passed, ${failed} failed`);
}

/** One process for all projects, with room for what it makes and throws away. What it says comes in one piece. */
async function batch(...targets) {
  const said = [];
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=64` };
  const succeeded = await run(targets, ['--parallel=1', '--batch'], { env, listen: (output) => said.push(output) });
  process.stdout.write(Buffer.concat(said));
  return succeeded;
}

/** Runs targets of the chosen projects. Resolves with whether all succeeded. */
function run(targets, flags, { env = process.env, listen = (output) => process.stdout.write(output) } = {}) {
  const chosen = flags.filter((flag) => !args.some((arg) => arg.split('=')[0] === flag.split('=')[0]));
  const child = spawn(process.execPath, [NX, command, '-t', ...targets, '--outputStyle=static', ...chosen, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return new Promise((resolve) => { child.on('close', (code) => { resolve(code === 0); }); });
}

function nx(...words) {
  return spawnSync(process.execPath, [NX, ...words], { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** The projects whose tests the arguments select, from the very task graph that will run. */
function projectsToTest() {
  const folder = mkdtempSync(join(tmpdir(), 'runwire-tasks-'));
  const file = join(folder, 'graph.json');
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [NX, command, '-t', 'test', ...args, `--graph=${file}`], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Nx could not plan the tests.\n${stdout}${stderr}`);
    const { graph, tasks } = JSON.parse(readFileSync(file, 'utf8'));
    const names = Object.values(tasks.tasks).flatMap(({ target }) => (target.target === 'test' ? [target.project] : []));
    return names.sort().map((name) => ({ name, root: graph.nodes[name].data.root }));
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
