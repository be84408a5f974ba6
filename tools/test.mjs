/** `npm test`: everything that must hold, over all projects. Arguments go to `nx run-many`, or after the word `affected` to `nx affected`. The last line is `N passed, N failed`. */
import { spawn } from 'node:child_process';
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
  const projects = await projectsToTest();
  for (const { root } of projects) rmSync(join(root, 'test-results'), { recursive: true, force: true });
  // What no test waits for goes on beside them.
  const checks = [checkReferences(), checkStyle()];
  const [missing, isBuilt] = await Promise.all([provide(), batch('build', 'typecheck')]);
  // Most tests wait for servers, processes and pages half of the time: one project more than there are cores keeps these busy.
  const { succeeded: isTested } = await nx(runOf(['test'], [`--parallel=${availableParallelism() + 1}`]), { listen: (output) => process.stdout.write(output) });
  const counts = projects.map(countOf);
  // These read what is built, which Nx may put in its place once more before the tests.
  const isWhole = !args.some((arg) => /^(-p|--projects)/.test(arg));
  checks.push(checkPackages(projects), ...(isWhole ? [checkUse()] : []));
  const problems = [...missing, ...(await Promise.all(checks)).flat()];
  if (!isBuilt) problems.push('Build or typecheck failed: see above.');
  if (!isTested && sum(counts, 'failed') === 0) problems.push('Testing failed: see above.');
  return { counts, problems };
}

async function checkStyle() {
  return (await batch('lint')) ? [] : ['Lint failed: see above.'];
}

async function checkReferences() {
  const { succeeded, said } = await nx(['sync:check']);
  return succeeded ? [] : [`${said}The project references are out of date: run \`npx nx sync\` and commit.`];
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
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=64` };
  const { succeeded, said } = await nx(runOf(targets, ['--parallel=1', '--batch']), { env });
  process.stdout.write(said);
  return succeeded;
}

/** The words for Nx to run targets of the chosen projects; what the arguments say goes before these flags. */
function runOf(targets, flags) {
  const chosen = flags.filter((flag) => !args.some((arg) => arg.split('=')[0] === flag.split('=')[0]));
  return [command, '-t', ...targets, '--outputStyle=static', ...chosen, ...args];
}

/** Resolves with whether Nx succeeded, and what it said. */
function nx(words, { env = process.env, listen = () => undefined } = {}) {
  const said = [];
  const child = spawn(process.execPath, [NX, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (output) => said.push(output));
    stream.on('data', listen);
  }
  return new Promise((resolve) => { child.on('close', (code) => { resolve({ succeeded: code === 0, said: Buffer.concat(said).toString() }); }); });
}

/** The projects whose tests the arguments select, from the very task graph that will run. */
async function projectsToTest() {
  const folder = mkdtempSync(join(tmpdir(), 'runwire-tasks-'));
  const file = join(folder, 'graph.json');
  try {
    const { succeeded, said } = await nx(runOf(['test'], [`--graph=${file}`]));
    if (!succeeded) throw new Error(`Nx could not plan the tests.\n${said}`);
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
