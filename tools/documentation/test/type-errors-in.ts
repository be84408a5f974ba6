import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Sample } from '../../testing/markdown-samples.js';
import { COMPILER } from '../../typescript/compiler.mjs';

const OPTIONS = { module: 'nodenext', target: 'es2022', lib: ['es2023', 'esnext.disposable'], types: ['node'], strict: true, skipLibCheck: true, noEmit: true };
const CONFIG = 'typed-samples.json';
const TYPED = /^(typed-\d+\.mts)\((\d+),\d+\)/;

/** What TypeScript has against the samples, read with the declarations of the built packages: a line for each, or lines that explain it. */
export async function typeErrorsIn(samples: readonly Sample[], dir: string): Promise<readonly string[]> {
  const places = new Map(samples.map((sample, index) => [`typed-${index}.mts`, sample]));
  await Promise.all([...places].map(([name, { code }]) => writeFile(join(dir, name), code)));
  await writeFile(join(dir, CONFIG), JSON.stringify({ compilerOptions: OPTIONS, files: [...places.keys()] }));
  const { stdout } = spawnSync(process.execPath, [COMPILER, '-p', CONFIG, '--pretty', 'false'], { cwd: dir, encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.replace(TYPED, (_, name: string, at: string) => `${places.get(name)?.place ?? name}, line ${at}`));
}
