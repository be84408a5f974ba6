import { fileURLToPath } from 'node:url';

import { type PublishedPackage, untypedDoorsOf } from './published-packages.js';
import { runToSuccess } from './run-program.js';
import type { Tarballs } from './tarballs.js';

const PROGRAM = fileURLToPath(new URL('./find-resolution-problems.mjs', import.meta.url));

/** What https://arethetypeswrong.github.io has against the types of each package. */
export async function findResolutionProblems(attw: string, { all }: Tarballs): Promise<ReadonlyMap<PublishedPackage, unknown>> {
  const order = all.map((each) => ({ file: each.file, excludeEntrypoints: untypedDoorsOf(each.package) }));
  const problems = JSON.parse(await runToSuccess(process.execPath, [PROGRAM, attw, JSON.stringify(order)], { cwd: fileURLToPath(new URL('.', import.meta.url)) })) as readonly unknown[];
  return new Map(all.map((each, index) => [each.package, problems[index]]));
}
