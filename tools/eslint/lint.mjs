/** The executor of the `lint` targets. */
import { ESLint } from 'eslint';

/** All of the workspace as two programs, one for Node and one for the browser, whose types are computed once for all projects. */
const ALL_TYPES = {
  files: ['**/*.{ts,tsx}'],
  languageOptions: { parserOptions: { projectService: false, project: ['tools/eslint/tsconfig.json', 'apps/*/web/tsconfig.json'] } },
};

/** One project, in a process of its own. */
export async function lint(options, { root }) {
  const { success, terminalOutput } = await lintOne(options, { cwd: root });
  process.stdout.write(terminalOutput);
  return { success };
}

/** Many projects in one process, which loads the rules and computes the types once: half the time. */
export async function* lintAll(taskGraph, optionsOf, _overrides, { root }) {
  process.env.TSESTREE_SINGLE_RUN = 'true'; // else typescript-eslint watches the files for changes
  process.argv[1] = 'node_modules/.bin/eslint'; // else @nx/enforce-module-boundaries takes it for an editor, and reads the project graph for each file
  for (const task of Object.keys(taskGraph.tasks)) {
    yield { task, result: await lintOne(optionsOf[task], { cwd: root, overrideConfig: ALL_TYPES }) };
  }
}

async function lintOne({ patterns, ignorePatterns }, options) {
  const eslint = new ESLint({ ...options, ignorePatterns });
  const results = await eslint.lintFiles(patterns);
  const { format } = await eslint.loadFormatter('stylish');
  return { success: results.every(({ errorCount }) => errorCount === 0), terminalOutput: await format(results) };
}
