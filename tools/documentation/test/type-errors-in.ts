import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import ts from 'typescript';

import type { Sample } from '../../testing/markdown-samples.js';

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What TypeScript has against the samples, read with the declarations of the built packages. */
export async function typeErrorsIn(samples: readonly Sample[], dir: string): Promise<readonly string[]> {
  const places = new Map(samples.map((sample, index) => [join(dir, `typed-${index}.mts`), sample]));
  await Promise.all([...places].map(([file, { code }]) => writeFile(file, code)));
  const program = ts.createProgram([...places.keys()], { ...OPTIONS, typeRoots: [join(dir, 'node_modules/@types')] });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const sample = file === undefined ? undefined : places.get(file.fileName);
    const line = file === undefined || start === undefined ? '' : `, line ${file.getLineAndCharacterOfPosition(start).line + 1}`;
    return `${sample?.place ?? file?.fileName ?? ''}${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
