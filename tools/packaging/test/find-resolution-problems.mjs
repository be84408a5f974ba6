/** Arguments: the entry of @arethetypeswrong/core, then JSON: tarballs and their doors without types. Prints the problems of each, as JSON. */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [core, order] = process.argv.slice(2);
const { checkPackage, createPackageFromTarballData } = await import(pathToFileURL(core).href);
/** The packages are ES modules only: `require` of them works in Node, but not in these two ways of resolving. */
const IGNORED = ['node10', 'node16-cjs'];

const problems = [];
for (const { file, excludeEntrypoints } of JSON.parse(order)) {
  const result = await checkPackage(createPackageFromTarballData(await readFile(file)), { excludeEntrypoints });
  problems.push(result.types ? result.problems.filter(({ resolutionKind }) => !IGNORED.includes(resolutionKind)) : 'It has no types.');
}
console.log(JSON.stringify(problems));
