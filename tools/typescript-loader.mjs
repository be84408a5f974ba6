/**
 * `node --import ./tools/typescript-loader.mjs file.ts` runs TypeScript from source; give `--conditions=@runwire/source`, too, for
 * the packages. Types are not checked: `npm run typecheck` does that.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

import { transpile } from './typescript/transpile.mjs';

// Hooks run in a thread of their own, which loads this file again.
if (isMainThread) register(import.meta.url);

/** Sources import each other as `./name.js`; here those files are `./name.ts`. */
export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js')) {
    const url = new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL);
    if (existsSync(fileURLToPath(url))) return { url: url.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const source = await readFile(fileURLToPath(url), 'utf8');
  const { code, map } = transpile(source, fileURLToPath(url));
  const inline = Buffer.from(JSON.stringify(map)).toString('base64');
  return { format: 'module', source: `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`, shortCircuit: true };
}
