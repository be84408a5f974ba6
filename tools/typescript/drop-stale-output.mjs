/** Removes what earlier builds compiled from sources that are gone; TypeScript leaves it, and it would be published. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

const COMPILED = /(\.js|\.d\.ts)(\.map)?$/;

export function dropStaleOutput(source, output) {
  for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !COMPILED.test(file)) continue;
    if (!existsSync(`${join(source, relative(output, file)).replace(COMPILED, '')}.ts`)) rmSync(file);
  }
}
