import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import jsonc from 'jsonc-eslint-parser';
import typescript from 'typescript-eslint';

import { fileName } from './tools/eslint/file-name.mjs';
import { sourceBoundaries, testBoundaries } from './tools/eslint/layers.mjs';
import { everywhere, packageSources, sources, typed } from './tools/eslint/style.mjs';

const TYPESCRIPT = ['**/*.ts', '**/*.tsx'];
const SOURCES = ['packages/*/src/**/*.ts', 'apps/*/src/**/*.{ts,tsx}', 'apps/*/web/**/*.{ts,tsx}', 'tools/testing/**/*.ts'];
const NODE_GLOBALS = Object.fromEntries(
  ['Buffer', 'URL', 'clearInterval', 'clearTimeout', 'console', 'fetch', 'performance', 'process', 'setInterval', 'setImmediate', 'setTimeout'].map((name) => [name, 'readonly']),
);

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '**/test-results/', '.nx/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,mjs,cjs}'],
    extends: [js.configs.recommended],
    plugins: { runwire: { rules: { 'file-name': fileName } } },
    languageOptions: { globals: NODE_GLOBALS },
    rules: everywhere,
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable', require: 'readonly' } } },
  {
    files: TYPESCRIPT,
    extends: [typescript.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...typed, '@nx/enforce-module-boundaries': sourceBoundaries },
  },
  { files: SOURCES, rules: sources },
  { files: ['packages/*/src/**/*.ts'], ignores: ['packages/broker-core/src/config.ts'], rules: packageSources },
  // A chapter of the conformance suite is one long describe block, like any test.
  { files: ['**/src/conformance/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['*/*/test/**/*.{ts,tsx}'], rules: { '@nx/enforce-module-boundaries': testBoundaries } },
  { files: ['**/*.config.{mjs,ts}', 'eslint.config.mjs', 'tools/jest/**'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['{packages,apps}/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: { '@nx/dependency-checks': ['error', { ignoredFiles: ['{projectRoot}/test/**/*', '{projectRoot}/*.config.*'] }] },
  },
);
