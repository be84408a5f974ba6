import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import ts from 'typescript';

const SOURCES = new URL('../../testing/', import.meta.url).pathname;

/** The test support as JavaScript in a temporary folder, for a test that needs it in a process of its own. */
export async function compiledTesting(): Promise<AsyncDisposable & { readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'runwire-compiled-'));
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
  for (const name of (await readdir(SOURCES)).filter((file) => file.endsWith('.ts'))) {
    const source = await readFile(join(SOURCES, name), 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    await writeFile(join(dir, name.replace(/\.ts$/, '.js')), outputText);
  }
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}
