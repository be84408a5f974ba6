/** Removes what earlier builds of the package in the current folder compiled from sources that are gone; `tsc -b` leaves it, and it would be published. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const COMPILED = /(\.js|\.d\.ts)(\.map)?$/;

for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !COMPILED.test(file)) continue;
  const source = join('src', file.slice('dist/'.length)).replace(COMPILED, '');
  if (!existsSync(`${source}.ts`)) rmSync(file);
}
