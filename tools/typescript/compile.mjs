/** The executor of the `build` and `typecheck` targets. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { build as buildPage } from 'vite';

import { COMPILER } from './compiler.mjs';
import { dropStaleOutput } from './drop-stale-output.mjs';

/** One project, after those that it references. */
export async function compile(options, { root }) {
  const { success, terminalOutput } = await compileOne(options, root);
  process.stdout.write(terminalOutput);
  return { success };
}

/** Many projects in one process, which parses the declarations that all of them read once. */
export async function* compileAll(taskGraph, optionsOf, _overrides, { root }) {
  const tasks = Object.keys(taskGraph.tasks);
  const all = await tsc(tasks.flatMap((task) => optionsOf[task].configs), root);
  for (const task of tasks) {
    // Where something is wrong each project tells of its own.
    yield { task, result: all === '' ? await finish(optionsOf[task], root) : await compileOne(optionsOf[task], root) };
  }
}

async function compileOne(options, root) {
  const problems = await tsc(options.configs, root);
  return problems === '' ? finish(options, root) : { success: false, terminalOutput: problems };
}

/** Resolves with what the compiler has against these configurations and those that they reference; with an empty string if that is nothing. */
function tsc(configs, root) {
  const said = [];
  const child = spawn(process.execPath, [COMPILER, '-b', '--pretty', ...configs], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => said.push(piece));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => { done(code === 0 ? '' : Buffer.concat(said).toString() || `The compiler ended with ${code}.\n`); });
  });
}

async function finish({ configs, page }, root) {
  for (const config of configs) tidy(resolve(root, config));
  const problem = page === undefined ? '' : await buildPage({ configFile: resolve(root, page), logLevel: 'warn' }).then(() => '', String);
  return { success: problem === '', terminalOutput: problem };
}

function tidy(config) {
  const { outDir } = JSON.parse(readFileSync(config, 'utf8')).compilerOptions;
  if (outDir !== undefined) dropStaleOutput(resolve(dirname(config), 'src'), resolve(dirname(config), outDir));
}
