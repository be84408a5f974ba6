/** The executor of the `lint` targets. */
import { ESLint } from 'eslint';

/** One project, in a process of its own. */
export async function lint(options, { root }) {
  const { success, terminalOutput } = await lintOne(options, root);
  process.stdout.write(terminalOutput);
  return { success };
}

/** Many projects in one process, which loads the rules and parses what all of them import once: half the time. */
export async function* lintAll(taskGraph, optionsOf, _overrides, { root }) {
  for (const task of Object.keys(taskGraph.tasks)) yield { task, result: await lintOne(optionsOf[task], root) };
}

async function lintOne({ patterns, ignorePatterns }, root) {
  const eslint = new ESLint({ cwd: root, ignorePatterns });
  const results = await eslint.lintFiles(patterns);
  const { format } = await eslint.loadFormatter('stylish');
  return { success: results.every(({ errorCount }) => errorCount === 0), terminalOutput: await format(results) };
}
