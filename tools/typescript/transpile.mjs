/** TypeScript without its types: what jest and `node --import` run. Types are checked elsewhere; nothing here loads the compiler. */
import { createRequire } from 'node:module';

import { transformSync } from 'rolldown/utils';

const { version } = createRequire(import.meta.url)('rolldown/package.json');
const OPTIONS = { lang: 'ts', target: 'es2022', sourcemap: true, typescript: { onlyRemoveTypeImports: true }, tsconfig: false };

/** Part of the key under which a cache keeps what was transpiled. */
export const TRANSPILER = `rolldown ${version} ${JSON.stringify(OPTIONS)}`;

/** Returns `{ code, map }`; throws what is wrong with the syntax. */
export function transpile(source, path) {
  const { code, map, errors } = transformSync(path, source, OPTIONS);
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors.map(({ codeframe, message }) => codeframe ?? message).join('\n')}`);
  return { code, map };
}
