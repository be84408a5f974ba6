import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { WorkspaceCopy } from './workspace-copy.js';

const SRC = 'packages/events/src';
const LONG = 'value += 1;\n'.repeat(41);

const OFFENCES = [
  { what: 'a default export', file: `${SRC}/probe-default.ts`, code: 'export default 1;', rule: 'no-restricted-syntax' },
  { what: 'export *', file: `${SRC}/probe-star.ts`, code: "export * from './index.js';", rule: 'no-restricted-syntax' },
  { what: 'module state', file: `${SRC}/probe-state.ts`, code: 'export let count = 0;\nexport const next = (): number => ++count;', rule: 'no-restricted-syntax' },
  { what: 'private instead of #', file: `${SRC}/probe-private.ts`, code: 'export class Probe { private value = 1; read(): number { return this.value; } }', rule: 'no-restricted-syntax' },
  { what: 'any', file: `${SRC}/probe-any.ts`, code: 'export const probe = (value: any): unknown => value;', rule: '@typescript-eslint/no-explicit-any' },
  { what: 'a non-null assertion', file: `${SRC}/probe-bang.ts`, code: 'export const probe = (value?: string): string => value!;', rule: '@typescript-eslint/no-non-null-assertion' },
  { what: 'a floating promise', file: `${SRC}/probe-floating.ts`, code: 'export const probe = (): void => { Promise.resolve(); };', rule: '@typescript-eslint/no-floating-promises' },
  { what: 'an empty catch', file: `${SRC}/probe-catch.ts`, code: 'export const probe = (f: () => void): void => { try { f(); } catch {} };', rule: 'no-empty' },
  { what: 'the console in a package', file: `${SRC}/probe-console.ts`, code: "console.log('probe');", rule: 'no-console' },
  { what: 'process.env in a package', file: `${SRC}/probe-env.ts`, code: "export const probe = process.env['HOME'];", rule: 'no-restricted-properties' },
  { what: 'env of node:process in a package', file: `${SRC}/probe-import.ts`, code: "import { env } from 'node:process';\nexport const probe = env;", rule: 'no-restricted-imports' },
  { what: 'a function of more than 40 lines', file: `${SRC}/probe-long.ts`, code: `export function probe(value: number): number {\n${LONG}return value;\n}`, rule: 'max-lines-per-function' },
  { what: 'a file of more than 250 lines', file: 'packages/events/test/probe-lines.ts', code: `${'\n'.repeat(251)}export const probe = 1;`, rule: 'max-lines' },
  { what: 'a drawer', file: `${SRC}/probe-utils.ts`, code: 'export const probe = 1;', rule: 'runwire/file-name' },
  { what: 'a file name in camel case', file: `${SRC}/probeName.ts`, code: 'export const probe = 1;', rule: 'runwire/file-name' },
  { what: 'an interface called I…', file: `${SRC}/probe-interface.ts`, code: 'export interface IProbe { readonly value: number }', rule: '@typescript-eslint/naming-convention' },
];

const FINE = [
  { what: 'a using declaration that is never read', file: 'packages/events/test/probe-using.ts', code: 'export function probe(f: () => Disposable): void { using held = f(); }' },
  { what: 'a long describe block', file: 'packages/events/test/probe.test.ts', code: `export function probe(value: number): number {\n${LONG}return value;\n}` },
  { what: 'the default export of a configuration', file: 'packages/events/probe.config.mjs', code: 'export default {};' },
];

describe('the house style', () => {
  let copy: WorkspaceCopy;
  let errors: Awaited<ReturnType<WorkspaceCopy['lint']>>;

  beforeAll(async () => {
    copy = await WorkspaceCopy.create();
    for (const { file, code } of [...OFFENCES, ...FINE]) await copy.write(file, `${code}\n`);
    errors = await copy.lint([...OFFENCES, ...FINE].map(({ file }) => file));
  }, 120_000);

  afterAll(() => copy[Symbol.asyncDispose]());

  it.each(OFFENCES)('refuses $what', ({ file, rule }) => {
    expect(rulesBrokenIn(file)).toEqual([rule]);
  });

  it.each(FINE)('allows $what', ({ file }) => {
    expect(rulesBrokenIn(file)).toEqual([]);
  });

  function rulesBrokenIn(file: string): readonly (string | null)[] {
    return (errors.get(file) ?? []).map(({ ruleId }) => ruleId);
  }
});
