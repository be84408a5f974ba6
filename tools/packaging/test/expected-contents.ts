import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { PublishedPackage } from './published-packages.js';

const DATA_FOLDERS = ['schemas', 'scripts', 'vectors'];

/** What belongs into the tarball of a package, and nothing else: sources, what is compiled from them, data, and the papers. */
export function expectedContents({ folder, manifest }: PublishedPackage): readonly string[] {
  const sources = filesBelow(folder, 'src');
  const data = DATA_FOLDERS.filter((name) => Object.keys(manifest.exports).some((door) => door.startsWith(`./${name}/`)));
  return ['LICENSE', 'README.md', 'package.json', ...sources, ...sources.flatMap(compiled), ...data.flatMap((name) => filesBelow(folder, name))].sort();
}

function compiled(source: string): readonly string[] {
  const stem = source.replace(/^src\//, 'dist/').replace(/\.ts$/, '');
  return ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((extension) => stem + extension);
}

function filesBelow(folder: string, name: string): readonly string[] {
  const entries = readdirSync(join(folder, name), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
